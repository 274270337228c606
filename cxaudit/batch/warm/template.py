"""The template process: everything imported once, then one clean fork a notebook.

Started by exec, with one thread and no client's data; a child inherits what is imported and
nothing else. Linux only: it needs fork, pidfds and the signal of a parent's death.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from cxaudit.batch.warm.lean import lean_imports
from cxaudit.batch.warm.setup import Setup, enter
from cxaudit.batch.warm.wire import MOST_BYTES, send

NEVER = ("polars",)
"""Starts threads that no setting stops: a notebook imports it in its child, or not at all."""
SHELL = (
    "bdb", "IPython.core.application", "IPython.core.completerlib", "IPython.core.logger",
    "IPython.core.magics.ast_mod", "IPython.core.magics.execution", "IPython.core.magics.pylab",
    "IPython.core.oinspect", "IPython.core.pylabtools", "IPython.utils.wildcard",
)  # fmt: skip
"""What IPython imports whenever a shell is made or runs its first cell; not all in every version"""
DIE_WITH_PARENT = 1


def main(argv: list[str]) -> None:
    """Serve forks until the host hangs up.

    ``argv``: the number of the inherited control socket, and a JSON {"preload": [modules],
    "warm": "module:function" or null}. The first message tells the host ready or error.
    """
    control = socket.socket(fileno=int(argv[0]))
    wanted = json.loads(argv[1])
    try:
        prepare(wanted["preload"], wanted["warm"])
    except Exception as error:  # noqa: BLE001 - the host hears of it, whatever it is
        traceback.print_exc()
        control.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        return
    control.send(json.dumps({"ready": os.getpid()}).encode())
    _serve(control)


def prepare(preload: list[str], warm: str | None) -> None:
    """Import the modules, run the warming function, and freeze what there is.

    Raises RuntimeError where a second thread runs: a fork would copy its locks without it.
    """
    with lean_imports():
        for name in SHELL:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        for name in ("cxaudit.batch.warm.shell", *preload):
            if name in NEVER:
                raise RuntimeError(f"{name} starts threads when it is imported")
            importlib.import_module(name)
    if "pandas" in sys.modules:
        sys.modules["pandas"].set_option("display.max_columns", 20)
    if "matplotlib.pyplot" in sys.modules:
        importlib.import_module("cxaudit.batch.warm.shell").draw_inline()
    if warm:
        module, _, name = warm.partition(":")
        getattr(importlib.import_module(module), name)()
    gc.collect()
    gc.freeze()
    threads = list_threads()
    if len(threads) > 1:
        raise RuntimeError(f"threads run before the fork: {', '.join(threads)}")


def list_threads() -> list[str]:
    """Return the names of this process's threads, as the system knows them."""
    tasks = sorted(Path("/proc/self/task").iterdir(), key=lambda task: int(task.name))
    return [(task / "comm").read_text().strip() for task in tasks]


def _serve(control: socket.socket) -> None:
    """Fork for every request, and tell each caller how its child ended."""
    callers: dict[int, tuple[int, socket.socket]] = {}
    ready = selectors.DefaultSelector()
    ready.register(control, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj is control:
                request, handles, *_ = socket.recv_fds(control, MOST_BYTES, 1)
                if not request:
                    os._exit(0)
                caller = socket.socket(fileno=handles[0])
                child = _fork(Setup.from_json(json.loads(request)), caller, control, callers)
                watch = os.pidfd_open(child)
                callers[watch] = (child, caller)
                ready.register(watch, selectors.EVENT_READ)
            else:
                ready.unregister(key.fd)
                _tell_end(*callers.pop(key.fd))
                os.close(key.fd)


def _fork(
    setup: Setup, caller: socket.socket, control: socket.socket,
    callers: dict[int, tuple[int, socket.socket]],
) -> int:  # fmt: skip
    template = os.getpid()
    child = os.fork()
    if child:
        return child

    def become() -> None:
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != template:
            return
        os.setsid()
        control.close()
        for watch, (_, other) in callers.items():
            os.close(watch)
            other.close()
        enter(setup)
        from cxaudit.batch.warm.shell import serve

        serve(caller.makefile("rb"), caller.makefile("wb"))

    _do_and_end(become)
    return 0


def _do_and_end(work: Callable[[], None]) -> None:
    """Do the child's work and end its process: it never comes back to the template's loop."""
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - the process ends here, and its log keeps the reason
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _tell_end(child: int, caller: socket.socket) -> None:
    _, status = os.waitpid(child, 0)
    try:
        send(caller.makefile("wb"), {"exit": os.waitstatus_to_exitcode(status)})
    except OSError:
        return
    finally:
        caller.close()


if __name__ == "__main__":
    main(sys.argv[1:])
