"""A notebook's cells in a fresh IPython shell, without the messages of a kernel."""

from __future__ import annotations

import builtins
import getpass
import importlib
import os
import sys
from time import perf_counter
from typing import Any, BinaryIO

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.page import as_hook
from traitlets import Type
from traitlets.config import Config

from cxaudit.batch.warm.outputs import Outputs, Printed, to_plain
from cxaudit.batch.warm.wire import receive, send

INLINE = "module://matplotlib_inline.backend_inline"


class InputAsked(RuntimeError):
    """A cell asked a person for input, and nobody is there."""


class _Publisher(DisplayPublisher):
    def publish(  # type: ignore[override]
        self, data: dict[str, Any], metadata: dict[str, Any] | None = None, *,
        transient: dict[str, Any] | None = None, update: bool = False, **_: Any,
    ) -> None:  # fmt: skip
        plain, metadata, transient = to_plain(data), metadata or {}, transient or {}
        if update:
            self.shell.outputs.change(transient.get("display_id", ""), plain, metadata)
            return
        output = {"output_type": "display_data", "data": plain, "metadata": metadata}
        self.shell.outputs.add(output | ({"transient": transient} if transient else {}))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class _Hook(DisplayHook):
    def start_displayhook(self) -> None: ...

    def write_output_prompt(self) -> None: ...

    def finish_displayhook(self) -> None: ...

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.outputs.add({
            "output_type": "execute_result", "execution_count": self.prompt_count,
            "data": to_plain(format_dict), "metadata": md_dict or {},
        })  # fmt: skip


class ZmqlessShell(InteractiveShell):
    """IPython as a kernel runs it, answering to its caller instead of to sockets.

    pandas takes a shell for a notebook's where its name holds "zmq", and then does not fold
    wide tables.
    """

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.outputs = Outputs()
        super().__init__(*args, **kwargs)

    def init_hooks(self) -> None:
        """Set the hooks; help goes to a pager, which a report has not."""
        super().init_hooks()
        self.set_hook("show_in_pager", as_hook(lambda *_, **__: None), 99)

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: no window is ever opened."""

    def ask_exit(self) -> None:
        """Refuse to leave in the middle: exit() in a cell fails that cell."""
        raise RuntimeError("the notebook asked to end its kernel")

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.outputs.add({
            "output_type": "error", "ename": str(etype.__name__), "evalue": str(evalue),
            "traceback": [str(line) for line in stb],
        })  # fmt: skip


def draw_inline() -> None:
    """Have figures drawn into the notebook.

    The first time in a process matplotlib reads the entry points of everything installed.
    """
    sys.modules["matplotlib"].use(INLINE)


def make_shell() -> ZmqlessShell:
    """Return this process's shell, with figures inline and nobody to ask."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    shell = ZmqlessShell.instance(config=config)
    sys.stdout = Printed("stdout", 1, shell.outputs)
    sys.stderr = Printed("stderr", 2, shell.outputs)
    builtins.input = getpass.getpass = _nobody
    if "matplotlib" in sys.modules:
        draw_inline()
        shell.run_line_magic("matplotlib", "inline")
    return shell


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """Run cells and calls until the caller hangs up or says stop.

    A cell: {"source", "id"} -> {"ok", "count", "seconds", "outputs", "changed"}. A call: {"call":
    "module:function", "arguments": {}} -> {"ok", "result"} or {"ok": false, "error"}, in this
    same process, so that what the cells made warm is used again. stop -> {"cpu", "peak_mb"}.
    The shell is made with the first cell: who only calls needs none.
    """
    shell = None
    send(answered, {"ready": os.getpid()})
    while (message := receive(asked)) is not None:
        if "source" in message:
            shell = shell or make_shell()
            answer = _run_cell(shell, message)
        elif "call" in message:
            answer = _call(message)
        else:
            send(answered, _spent())
            return
        send(answered, answer)


def _run_cell(shell: ZmqlessShell, message: dict[str, Any]) -> dict[str, Any]:
    outputs = shell.outputs
    outputs.begin()
    began = perf_counter()
    result = shell.run_cell(message["source"], store_history=True, cell_id=message.get("id"))
    return {
        "ok": bool(result.success), "count": result.execution_count,
        "seconds": perf_counter() - began, "outputs": outputs.finished(),
        "changed": outputs.changed,
    }  # fmt: skip


def _call(message: dict[str, Any]) -> dict[str, Any]:
    module, _, name = message["call"].partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
        return {"ok": True, "result": function(**message["arguments"])}
    except Exception as error:  # noqa: BLE001 - the caller hears of it, whatever it is
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}


def _spent() -> dict[str, Any]:
    try:
        import resource
    except ImportError:
        return {}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}


def _nobody(*_: Any, **__: Any) -> Any:
    raise InputAsked("a cell asked for input, and nobody is there to answer")
