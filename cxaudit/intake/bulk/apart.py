"""SQL over a file from elsewhere, in a limited process: a dead process is a refusal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Timer
from typing import Any
from weakref import finalize

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.limits import MB, Limits

PACKAGE = Path(__file__).resolve().parents[3]
SECONDS, SECONDS_PER_MB = 120, 4
DO_NOT_FIT = ("ConversionException", "OutOfRangeException")


class Apart:
    """A process that runs SQL and reaches one folder only; it is started when it is first asked.

    ``name`` is the file's, ``size`` its bytes, which set how long each job may take.
    """

    def __init__(self, folder: Path, limits: Limits, name: str, size: int) -> None:
        self._folder, self._limits, self._name = folder, limits, name
        self._seconds = SECONDS + SECONDS_PER_MB * size // MB
        self._child: subprocess.Popen[bytes] | None = None
        self._end: finalize[Any, Any] | None = None

    def run(self, statements: Sequence[str]) -> list[list[list[Any]]]:
        """Run statements; return the rows of each.

        Raises ClientDataError when the process dies or a statement fails.
        """
        job = {"statements": list(statements), "seconds": self._seconds * self._limits.threads}
        child, late = self._start(), []

        def stop() -> None:
            late.append(True)
            child.kill()

        timer = Timer(self._seconds, stop)
        timer.start()
        try:
            told = self._ask(child, json.dumps(job))
        finally:
            timer.cancel()
        if late:
            self.close()
            raise _unreadable(self._name, f"reading took more than {self._seconds} seconds")
        if told is None:
            self.close()
            raise _unreadable(self._name, "the reader gave up on it")
        if isinstance(told, dict):
            self.close()
            raise _unreadable(self._name, str(told.get("text", "")), str(told.get("kind", "")))
        return told

    def _ask(self, child: subprocess.Popen[bytes], job: str) -> Any:
        """Return what the process answers, None when it dies."""
        assert child.stdin is not None and child.stdout is not None
        try:
            child.stdin.write(job.encode() + b"\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except BrokenPipeError:
            return None
        return json.loads(answer) if answer.endswith(b"\n") else None

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            (self._folder / "spill").mkdir(exist_ok=True)
            about = {
                "folder": str(self._folder),
                "threads": self._limits.threads,
                "memory_gb": self._limits.engine_gb,
                "package": str(PACKAGE),
            }
            file = str(Path(__file__).with_name("apart_child.py"))
            self._child = subprocess.Popen(
                [sys.executable, "-I", file, json.dumps(about)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self._end = finalize(self, _end, self._child)
        return self._child

    def close(self) -> None:
        """End the process, if there is one; another is started when it is asked again."""
        if self._end is not None:
            self._end()
        self._child = self._end = None


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue


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
