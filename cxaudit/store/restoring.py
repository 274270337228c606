"""A damaged audit file put together again: from its history, else from the newest milestone."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cxaudit.disk import lock, write_text
from cxaudit.errors import ClientDataError
from cxaudit.store.ids import AUDIT_FILE
from cxaudit.store.journal import HistoryLine, parse_history
from cxaudit.store.layout import parse_client, read_text, to_text
from cxaudit.store.milestones import FOLDER, list_milestones
from cxaudit.store.newer import NewerFile
from cxaudit.store.past import from_history
from cxaudit.store.records import ClientFile
from cxaudit.store.saving import HISTORY_FILE, LOCK_FILE, LOCK_SECONDS

NEWEST = 10**9
TORN = re.compile(r'\{"revision": (\d+),')
SOURCE = "its history"


@dataclass(frozen=True)
class Restored:
    """What was put together again: the file, from what, and where the damaged one lies now."""

    file: ClientFile
    source: str
    kept: str | None


def restore_client(folder: Path) -> Restored:
    """Put a damaged or missing audit file together again; the damaged one is kept beside it.

    The newest whole state wins: what the history leads to, or what a milestone froze. Raises
    ClientDataError where the file is whole, where a newer program wrote it, or where neither is
    left. Nothing is written then.
    """
    path = folder / AUDIT_FILE
    if not folder.is_dir() or path.is_symlink():
        raise ClientDataError(
            "there is no such client", file=folder.name, next=f"make it: cxaudit new {folder.name}"
        )
    try:
        with lock(folder / LOCK_FILE, LOCK_SECONDS):
            _require_damaged(path, folder.name)
            found, source = _find_whole(folder)
            kept = _set_aside(path)
            write_text(path, to_text(found))
    except OSError as error:
        raise ClientDataError(
            "the audit file could not be restored", file=folder.name,
            found=error.strerror or type(error).__name__,
            next="free some space or mend the folder's permissions, then restore it again",
        ) from error  # fmt: skip
    return Restored(found, source, kept)


def _require_damaged(path: Path, client: str) -> None:
    try:
        parse_client(read_text(path), f"{client}/{AUDIT_FILE}")
    except NewerFile:
        raise
    except ClientDataError:
        return
    raise ClientDataError(
        "the audit file is whole; nothing was restored", file=client,
        next=f"look at it: cxaudit show {client}; take the last change back: cxaudit undo {client}",
    )  # fmt: skip


def _find_whole(folder: Path) -> tuple[ClientFile, str]:
    """Return the newest whole state and where it comes from.

    The history goes on from the newest milestone, so that what it lost before does not matter.
    """
    base, frozen = _read_frozen(folder) or (ClientFile(folder.name, 0), "")
    with suppress(ClientDataError, ValueError, TypeError, KeyError, OSError):
        built = from_history(base, _read_lines(folder))
        since = f"{frozen} and {SOURCE} since" if built.revision > base.revision else frozen
        return parse_client(to_text(built), AUDIT_FILE), since if frozen else SOURCE
    if frozen:
        return base, frozen
    raise ClientDataError(
        "nothing is left to restore the audit file from", file=folder.name,
        wanted=f"a whole {HISTORY_FILE}, or a milestone",
        next=f"put back a copy of {AUDIT_FILE} that you trust",
    )  # fmt: skip


def _read_frozen(folder: Path) -> tuple[ClientFile, str] | None:
    """Return the newest file that a milestone froze and that can be read, with its name."""
    with suppress(ValueError, TypeError, OSError):
        for one in reversed(list_milestones(folder)):
            with suppress(ClientDataError):
                text = read_text(folder / FOLDER / one.id / AUDIT_FILE)
                return parse_client(text, AUDIT_FILE), f"the milestone {one.name}"
    return None


def _read_lines(folder: Path) -> list[HistoryLine]:
    """Return the history without a save whose last line is torn: it was never finished."""
    text = (folder / HISTORY_FILE).read_bytes().decode("utf-8", errors="replace")
    torn = TORN.match(text.rpartition("\n")[2])
    return parse_history(text, int(torn[1]) - 1 if torn else NEWEST)


def _set_aside(path: Path) -> str | None:
    """Give the damaged file a name of its own; what was set aside before stays."""
    if not path.exists():
        return None
    places = (path.with_name(f"audit.damaged-{number}.json") for number in range(1, 1000))
    free = next(place for place in places if not place.exists())
    path.rename(free)
    return free.name
