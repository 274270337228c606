"""A child as its caller sees it: asked for cells and calls, waited for, ended whole."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from math import inf
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any, BinaryIO

from cxaudit.batch.warm.wire import receive, send

LOOK_EVERY_SECONDS = 0.2
START_SECONDS = 60.0
STOP_SECONDS = 5.0


class ChildError(Exception):
    """A child that cannot go on; its words say why."""


class ChildDied(ChildError):
    """The process ended by itself. ``code``: its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        super().__init__(_to_words(code))


class ChildTimeout(ChildError):
    """The child was not done in time, and was ended."""


class ChildStopped(ChildError):
    """The caller's stop was set, and the child was ended."""


class Child:
    """One process that runs one notebook's cells.

    ``stop``: set by whoever wants it to end before it is done. Use it as a context: leaving ends
    the process and its group.
    """

    def __init__(self, asked: BinaryIO, answered: BinaryIO, reap: Callable[[], int | None]) -> None:
        self.pid: int | None = None
        self._deadline, self._whole_seconds = inf, inf
        self.stop = Event()
        self._asked, self._answered, self._reap = asked, answered, reap
        self._heard: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._ended = False
        Thread(target=self._listen, daemon=True).start()
        self.pid = self._wait(monotonic() + START_SECONDS, "it was not ready")["ready"]

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def is_ended(self) -> bool:
        """Tell whether the process has ended, by itself or at its caller's wish."""
        return self._ended

    def limit(self, seconds: float) -> None:
        """End the child where it is not done with everything this many seconds from now."""
        self._deadline, self._whole_seconds = monotonic() + seconds, seconds

    def run(self, source: str, cell_id: str | None = None, seconds: float | None = None) -> dict:
        """Run one cell; return ok, count, outputs and changed. Raises ChildError."""
        return self._ask({"source": source, "id": cell_id}, seconds)

    def call(self, function: str, **arguments: Any) -> Any:
        """Call "module:function" in the child; return what it returns, as JSON carries it.

        Raises ChildError with the words of what the function raised.
        """
        answer = self._ask({"call": function, "arguments": arguments}, None)
        if not answer["ok"]:
            raise ChildError(answer["error"])
        return answer["result"]

    def finish(self) -> dict[str, float]:
        """End the child in peace; return cpu seconds and peak_mb that it used."""
        spent = self._ask({"stop": True}, STOP_SECONDS)
        self.kill()
        return spent

    def kill(self) -> None:
        """End the child's whole process group, if any of it is left."""
        if self._ended:
            return
        self._ended = True
        if self.pid is not None:
            _kill_group(self.pid)
        for stream in (self._asked, self._answered):
            with contextlib.suppress(OSError, ValueError):
                stream.close()
        self._reap()

    def _ask(self, message: dict[str, Any], seconds: float | None) -> dict[str, Any]:
        with contextlib.suppress(OSError):
            send(self._asked, message)
        ends = monotonic() + seconds if seconds else inf
        if ends < self._deadline:
            return self._wait(ends, f"the cell was not done within {seconds:g} seconds")
        return self._wait(self._deadline, f"not done within {self._whole_seconds:g} seconds")

    def _wait(self, deadline: float, words: str) -> dict[str, Any]:
        """Return the next message; end the child once it is late, and say so in these words."""
        while True:
            left = deadline - monotonic()
            try:
                message = self._heard.get(timeout=max(0.0, min(left, LOOK_EVERY_SECONDS)))
            except Empty:
                if self.stop.is_set():
                    self.kill()
                    raise ChildStopped("stopped") from None
                if left <= 0:
                    self.kill()
                    raise ChildTimeout(words) from None
                continue
            if message is None or "exit" in message:
                code = message["exit"] if message else self._reap()
                self.kill()
                raise ChildDied(code)
            return message

    def _listen(self) -> None:
        """Hand on what the child says, in a thread: pipes cannot be waited for everywhere."""
        with contextlib.suppress(OSError, ValueError):
            while (message := receive(self._answered)) is not None:
                self._heard.put(message)
        self._heard.put(None)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)


def _to_words(code: int | None) -> str:
    if code is None:
        return "its process ended"
    if code >= 0:
        return f"its process ended by itself, with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = ": memory may have run out" if name == "SIGKILL" else ""
    return f"its process was ended by {name}{hint}"
