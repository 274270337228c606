"""Saving a client's audit file: locked, atomic, and refused on a stale revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from cxaudit.disk import append_line, lock, sweep_strays, write_text
from cxaudit.errors import BusyError, ClientDataError
from cxaudit.store.ids import AUDIT_FILE, check_client_id
from cxaudit.store.journal import (
    HistoryLine,
    cut_unfinished,
    parse_history,
    put_back,
    take_back,
    to_history_text,
    to_lines,
)
from cxaudit.store.layout import parse_client, read_text, to_text
from cxaudit.store.newer import NewerFile
from cxaudit.store.records import RECORDS, ClientFile, sort_records
from cxaudit.store.values import clean_text

HISTORY_FILE = "history.jsonl"
LOCK_FILE = ".lock"
LOCK_SECONDS = 10.0


def create_client(
    folder: Path, client: str, name: str | None = None, *, who: str = "", at: str | None = None
) -> ClientFile:
    """Make a client's folder with an empty audit at revision 1; raises ClientDataError.

    Refused: an id that is none, and a folder that already holds an audit.
    """
    check_client_id(client)
    shown = clean_text(name or "")
    with _locked(folder, make=True):
        if (folder / AUDIT_FILE).exists():
            raise ClientDataError(
                "this client exists already", file=client, next=f"see: cxaudit show {client}"
            )
        empty = ClientFile(client, 0)
        named = replace(empty, profile={"name": shown} if shown else {})
        return _write(folder, empty, named, who, at)


def read_client(folder: Path) -> ClientFile:
    """Return the client's file; what a killed writer left is swept. Raises ClientDataError.

    A file that a newer version wrote is given as far as it is understood; saving it is refused.
    """
    _sweep(folder)
    return _read(folder, only_read=True)


def save_client(
    folder: Path, changed: ClientFile, *, who: str, expected_revision: int, at: str | None
) -> ClientFile:
    """Save the file as the revision after ``expected_revision`` and return it.

    The history's lines are on disk before the file, the file before this returns. Where nothing
    changed, nothing is written. Raises BusyError when another save came first, or when the lock
    is held; ClientDataError when the folder cannot be written (the old revision stands).
    """
    with _locked(folder):
        current = _read(folder)
        if current.revision != expected_revision:
            raise _refuse_stale(folder, current, expected_revision)
        return _write(folder, current, changed, who, at)


def edit_client(
    folder: Path, change: Callable[[ClientFile], ClientFile], *, who: str, at: str | None
) -> ClientFile:
    """Read, change and save under one lock, so that no revision can be stale."""
    with _locked(folder):
        current = _read(folder)
        return _write(folder, current, change(current), who, at)


def read_history(folder: Path) -> tuple[HistoryLine, ...]:
    """Return every change, oldest first; a torn last line and unfinished saves are left out."""
    newest = _read(folder, only_read=True).revision
    return tuple(parse_history(_read_history_text(folder), newest))


def undo(
    folder: Path, *, who: str, at: str | None, expected_revision: int | None = None
) -> ClientFile:
    """Take back the newest revision not yet undone, as a new revision; again: one further back.

    ``expected_revision``: what the person sees, where it matters. Raises ClientDataError when
    there is nothing to undo, BusyError when another save came after what the person sees.
    """
    with _locked(folder):
        current = _read(folder)
        if expected_revision not in (None, current.revision):
            raise _refuse_stale(folder, current, expected_revision)
        lines = parse_history(_read_history_text(folder), current.revision)
        before, target = take_back(current, lines)
        return _write(folder, current, before, who, at, undoes=target)


def redo(
    folder: Path, *, who: str, at: str | None, expected_revision: int | None = None
) -> ClientFile:
    """Put back what the newest revision took back, as a new revision; it can be undone again.

    Raises ClientDataError when the newest revision took nothing back, BusyError when another
    save came after what the person sees.
    """
    with _locked(folder):
        current = _read(folder)
        if expected_revision not in (None, current.revision):
            raise _refuse_stale(folder, current, expected_revision)
        lines = parse_history(_read_history_text(folder), current.revision)
        return _write(folder, current, put_back(current, lines), who, at)


def _write(
    folder: Path,
    current: ClientFile,
    changed: ClientFile,
    who: str,
    at: str | None,
    undoes: int | None = None,
) -> ClientFile:
    sections = {name: sort_records(getattr(changed, name)) for name in RECORDS}
    revision = current.revision + 1
    following = replace(changed, client=current.client, revision=revision, **sections)
    lines = to_lines(current, following, who=who, at=at, undoes=undoes)
    if not lines and current.revision:
        return current
    text = to_text(following)
    parse_client(text, AUDIT_FILE)
    _append(folder / HISTORY_FILE, to_history_text(lines), current.revision)
    write_text(folder / AUDIT_FILE, text)
    return following


def _append(path: Path, lines: str, newest: int) -> None:
    # The history is written first and trimmed here, so that no acknowledged change lacks its line.
    found = path.read_text("utf-8", errors="replace") if path.exists() else ""
    whole = cut_unfinished(found, newest)
    if whole != found or not path.exists():
        write_text(path, whole)
    if lines:
        append_line(path, lines)


def _read(folder: Path, *, only_read: bool = False) -> ClientFile:
    _require(folder)
    named = f"{folder.name}/{AUDIT_FILE}"
    try:
        return parse_client(read_text(folder / AUDIT_FILE), named, only_read=only_read)
    except NewerFile:
        raise
    except ClientDataError as error:
        if (folder / HISTORY_FILE).exists():
            error.next = to_way_back(folder)
        raise


def to_way_back(folder: Path) -> str:
    """Return the next step of a person whose audit file is damaged or gone."""
    return (
        f"cxaudit restore {folder.name}: it puts the last saved state together again from the "
        "history, and keeps the damaged file beside it"
    )


def _read_history_text(folder: Path) -> str:
    path = folder / HISTORY_FILE
    try:
        return path.read_bytes().decode("utf-8", errors="replace") if path.exists() else ""
    except OSError as error:
        raise ClientDataError(
            "the history cannot be read", file=str(path), found=error.strerror
        ) from error


def _sweep(folder: Path) -> None:
    # Only under the lock: another program's half-written file must not be swept away.
    if next(iter(folder.glob(".*.tmp")), None) is None:
        return
    with suppress(BusyError, ClientDataError, OSError), lock(folder / LOCK_FILE, 0):
        sweep_strays(folder)


@contextmanager
def _locked(folder: Path, *, make: bool = False) -> Iterator[None]:
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        else:
            _require(folder)
        with lock(folder / LOCK_FILE, LOCK_SECONDS):
            yield
    except OSError as error:
        raise ClientDataError(
            "the change could not be saved; the last saved revision stands",
            file=folder.name, found=error.strerror or type(error).__name__,
            next="free some space or mend the folder's permissions, then save again",
        ) from error  # fmt: skip


def _require(folder: Path) -> None:
    path = folder / AUDIT_FILE
    if not path.exists() and (folder / HISTORY_FILE).exists():
        raise ClientDataError(
            "the audit file is gone", file=folder.name, wanted=AUDIT_FILE,
            next=to_way_back(folder),
        )  # fmt: skip
    if not path.exists():
        raise ClientDataError(
            "there is no such client", file=folder.name, wanted=f"a folder that holds {AUDIT_FILE}",
            next=f"make it: cxaudit new {folder.name}",
        )  # fmt: skip
    if path.is_symlink():
        raise ClientDataError(
            "the audit file is a link to another place", file=folder.name,
            next=f"put the file itself into the folder as {AUDIT_FILE}",
        )  # fmt: skip


def _refuse_stale(folder: Path, current: ClientFile, expected: int | None) -> BusyError:
    newer: list[HistoryLine] = []
    with suppress(ClientDataError):
        lines = parse_history(_read_history_text(folder), current.revision)
        newer = [line for line in lines if line.revision > (expected or 0)]
    told = [f"{ln.who or 'somebody'} set {ln.field} to {json.dumps(ln.new)}" for ln in newer[-5:]]
    return BusyError(
        "this client was saved elsewhere in the meantime; your change was not written",
        file=current.client,
        found=f"revision {current.revision}" + (f": {'; '.join(told)}" if told else ""),
        wanted=f"revision {expected}, on which the change is based",
        next="open the client again and repeat the change",
    )
