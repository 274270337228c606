"""What was measured of a client once, kept in its folder until what it depends on changes.

``measured/<part>-<key>.json``: two lines, about the answer and the answer itself. A file that is
missing, damaged or another client's is as good as none, and one that cannot be written is not
kept: whoever asks then measures.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cxaudit.disk import write_bytes

FOLDER = "measured"
NEWEST = 4
"""So many answers are kept of each part; older ones go."""
FORGOTTEN_SECONDS = 3600
KEY_DIGITS = 32


def find_measured(folder: Path, client: str, part: str, key: str) -> str | None:
    """Return the answer that is kept under the key, as JSON; None where there is none.

    ``folder``: the client's. ``key``: 64 hex digits of all that the answer depends on.
    """
    path = _to_path(folder, part, key)
    try:
        if not path.is_file():
            return None
        about, _, answer = path.read_bytes().decode("utf-8").partition("\n")
        return answer if json.loads(about) == _tell(client, part, key, answer) else None
    except (OSError, ValueError, RecursionError):
        return None


def keep_measured(folder: Path, client: str, part: str, key: str, answer: str) -> bool:
    """Keep an answer and drop the oldest of its part; False where the disk does not take it."""
    path = _to_path(folder, part, key)
    text = json.dumps(_tell(client, part, key, answer)) + "\n" + answer
    try:
        path.parent.mkdir(exist_ok=True)
        write_bytes(path, text.encode("utf-8"), is_lasting=False)
    except OSError:
        return False
    _drop_old(path.parent, part)
    return True


def _to_path(folder: Path, part: str, key: str) -> Path:
    return folder / FOLDER / f"{part}-{key[:KEY_DIGITS]}.json"


def _tell(client: str, part: str, key: str, answer: str) -> dict[str, str]:
    """Return what stands above an answer, by which it is known to be whole and the one asked."""
    digest = sha256(answer.encode("utf-8")).hexdigest()
    return {"client": client, "part": part, "key": key, "sha256": digest}


def _drop_old(home: Path, part: str) -> None:
    """Remove all but the newest answers of the part, and what a killed writer left."""
    with suppress(OSError):
        kept = sorted(home.glob(f"{part}-*.json"), key=_written, reverse=True)
        left = [path for path in home.glob(".*.tmp") if _written(path) < _long_ago()]
        for path in (*kept[NEWEST:], *left):
            path.unlink(missing_ok=True)


def _written(path: Path) -> float:
    """Return when the file was written; 0 where another program just removed it."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _long_ago() -> float:
    return time.time() - FORGOTTEN_SECONDS
