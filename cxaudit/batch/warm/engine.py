"""The papermill engine: ``papermill --engine warm IN OUT``, or run inside a batch."""

from __future__ import annotations

import contextlib
import os
import platform
import tempfile
from pathlib import Path
from typing import Any

from papermill.engines import Engine

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}
"""What a Python kernel says of its language, for whoever shows the notebook's code."""


class WarmEngine(Engine):
    """Runs a notebook's cells in a clean child; papermill keeps status, times and errors.

    Options beside papermill's own: ``child``, an open child to use (it is left open);
    ``preload``, modules that the template imports first; ``execution_timeout``, seconds a cell.
    """

    @classmethod
    def execute_managed_notebook(  # type: ignore[override]
        cls, nb_man: Any, kernel_name: str, *, child: Any = None, execution_timeout: float = 0,
        preload: tuple[str, ...] | None = None, **_: Any,
    ) -> None:  # fmt: skip
        """Run every code cell until one fails; raises nothing, papermill reads the outputs."""
        if child is not None:
            _run_cells(nb_man, child, execution_timeout or None)
            return
        from cxaudit.batch.warm.host import PRELOAD, make_host
        from cxaudit.batch.warm.setup import Setup

        host = make_host(preload or PRELOAD)
        log = Path(tempfile.gettempdir()) / f"notebook-{os.getpid()}.log"
        try:
            with host.open(Setup(Path.cwd(), dict(os.environ), log)) as opened:
                _run_cells(nb_man, opened, execution_timeout or None)
        finally:
            host.stop()
            log.unlink(missing_ok=True)


def _run_cells(nb_man: Any, child: Any, seconds: float | None) -> None:
    from cxaudit.batch.warm.child import ChildError

    nb_man.nb.metadata["language_info"] = dict(LANGUAGE)
    for index, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, index)
        if cell.cell_type == "code" and cell.source.strip():
            try:
                reply = child.run(cell.source, cell.get("id"), seconds)
            except ChildError as error:
                cell.outputs = [_to_error(error)]
                reply = {"ok": False}
            else:
                _fill(nb_man.nb, cell, reply)
            if not reply["ok"]:
                nb_man.cell_exception(cell, index)
                nb_man.cell_complete(cell, index)
                break
        nb_man.cell_complete(cell, index)
    _forget_transients(nb_man.nb)
    _keep_widgets(nb_man.nb, child)


def _keep_widgets(notebook: Any, child: Any) -> None:
    """Store the state of the widgets, as a kernel's client does; a child that died has none."""
    if child.is_ended:
        return
    from nbformat import from_dict

    from cxaudit.batch.warm.child import ChildError

    with contextlib.suppress(ChildError):
        if state := child.call("cxaudit.batch.warm.widgets:read_widgets"):
            notebook.metadata["widgets"] = from_dict(state)


def _fill(notebook: Any, cell: Any, reply: dict[str, Any]) -> None:
    from nbformat import from_dict

    from cxaudit.batch.warm.outputs import apply_change

    for change in reply["changed"]:
        for earlier in notebook.cells:
            apply_change(earlier.get("outputs", []), change)
    cell.outputs = [from_dict(output) for output in reply["outputs"]]
    cell.execution_count = reply["count"]


def _forget_transients(notebook: Any) -> None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.pop("transient", None)


def _to_error(error: Exception) -> Any:
    from nbformat import from_dict

    name = type(error).__name__
    return from_dict({
        "output_type": "error", "ename": name, "evalue": str(error),
        "traceback": [f"{name}: {error}"],
    })  # fmt: skip
