"""SQL over a file from elsewhere, in a limited process: a dead process is a refusal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.limits import MB, Limits

PACKAGE = Path(__file__).resolve().parents[3]
SECONDS, SECONDS_PER_MB = 120, 1
DO_NOT_FIT = ("ConversionException", "OutOfRangeException")


def run_apart(
    statements: Sequence[str], folder: Path, limits: Limits, name: str, size: int
) -> list[list[list[Any]]]:
    """Run statements that reach one folder only; return the rows of each.

    ``name`` is the file's, ``size`` its bytes, which set how long it may take. Raises
    ClientDataError when the process dies or a statement fails.
    """
    (folder / "spill").mkdir(exist_ok=True)
    seconds = SECONDS + SECONDS_PER_MB * size // MB
    job = {
        "statements": list(statements),
        "folder": str(folder),
        "threads": limits.threads,
        "memory_gb": limits.memory_gb * 3 / 4,
        "seconds": seconds * limits.threads,
        "package": str(PACKAGE),
    }
    command = [sys.executable, "-I", str(Path(__file__).with_name("apart_child.py"))]
    try:
        done = subprocess.run(
            command, input=json.dumps(job).encode(), capture_output=True, timeout=seconds,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _unreadable(name, f"reading took more than {seconds} seconds") from error
    if done.returncode == 3:
        told = json.loads(done.stderr.decode("utf-8", "replace") or "{}")
        raise _unreadable(name, str(told.get("text", "")), str(told.get("kind", "")))
    if done.returncode:
        raise _unreadable(name, "the reader gave up on it")
    return json.loads(done.stdout)


def _unreadable(name: str, found: str, kind: str = "") -> ClientDataError:
    if kind in DO_NOT_FIT:
        return ClientDataError(
            "the numbers of this file are too large to be reckoned with",
            file=name, found=found,
            next="look for a number that cannot be meant, mend it and import again",
        )  # fmt: skip
    return ClientDataError(
        "the file is damaged or too heavy to be read",
        file=name, found=found, wanted="a readable Parquet file",
        next="export it again, with fewer columns or for a shorter period",
    )  # fmt: skip
