"""Publishing: a whole report appears under its name at once, or the older one stays."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from cxaudit.disk import fsync_folder, lock, to_json_text, write_text

STAMP = "stamp.json"


def is_published(final: Path, digest: str) -> bool:
    """Tell whether the report of this digest lies there, every file as it was written."""
    try:
        stamp = json.loads((final / STAMP).read_text(encoding="utf-8"))
        return stamp["digest"] == digest and stamp["files"] == _hashes(final)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def list_report(final: Path) -> tuple[str, ...]:
    """Return the paths of the published files, the stamp left out."""
    return tuple(str(path) for path in sorted(final.iterdir()) if path.name != STAMP)


def read_hashes(final: Path) -> dict[str, str]:
    """Return file name -> sha256 of a published report, as its stamp names them."""
    stamp = json.loads((final / STAMP).read_text(encoding="utf-8"))
    return dict(stamp["files"])


def publish(staged: Path, final: Path, *, client: str, digest: str) -> None:
    """Stamp the staged folder and put it under its final name.

    An older report leaves only then, and comes back where the new one cannot take its name.
    """
    stamp = {"client": client, "digest": digest, "files": _hashes(staged)}
    write_text(staged / STAMP, to_json_text(stamp))
    final.parent.mkdir(parents=True, exist_ok=True)
    with lock(final.parent / ".publishing.lock", timeout_seconds=60):
        _restore(final)
        older = final.with_name(f".{final.name}.old-{token_hex(4)}")
        if final.exists():
            final.rename(older)
        try:
            staged.rename(final)
        except OSError:
            _restore(final)
            raise
        fsync_folder(final.parent)
        shutil.rmtree(older, ignore_errors=True)


def _restore(final: Path) -> None:
    """Give back the older report that an interrupted publication left beside its name."""
    for older in sorted(final.parent.glob(f".{final.name}.old-*")):
        if final.exists():
            shutil.rmtree(older, ignore_errors=True)
        else:
            older.rename(final)


def _hashes(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.iterdir()) if path.name != STAMP]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}
