"""The papermill engine: what it writes is what a kernel would have written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cxaudit.batch.warm.engine import WarmEngine
from cxaudit.batch.warm.setup import Setup

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
CELLS = (
    "1 + 1",
    "print('a'); print('b')\nimport sys; print('c', file=sys.stderr); 'd'",
    "import pandas as pd\nwide = pd.DataFrame({f'column {i}': [i] for i in range(30)}); wide",
    "print(wide); pd.DataFrame({'x': range(200)})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('$x$'); plt.show()",
    "figure, axes = plt.subplots(); axes.plot([3, 1]); None",
    "figure",
    "from IPython.display import HTML, SVG, Markdown, display, clear_output\n"
    "shown = display(HTML('<b>b</b>'), metadata={'m': 1}, display_id='one')",
    "display(Markdown('*m*'))\ndisplay({'text/plain': 'p', 'application/json': [1]}, raw=True)",
    "shown.update(HTML('<b>changed</b>'))",
    "print('gone'); clear_output(); print('kept')",
    "print('gone'); clear_output(wait=True); display(1)",
    "import asyncio\nawait asyncio.sleep(0.01)\nNone",
    "%%capture taken\nprint('captured')",
    "taken.stdout, _",
    "import warnings; warnings.warn('beware')",
    "x = 3;\nx",
    "x;",
    "get_ipython().run_line_magic('time', '1')\nIn[-2]",
    "!echo hello",
    "?print",
    "input.__name__ and 1 / 1",
)
ADDRESS = re.compile(r"0x[0-9a-f]{6,}|ipykernel_\d+/\d+\.py|<ipython-input[^>]*>|/tmp/[^\s:]+")


def make_notebook(*sources: str):
    cells = [new_markdown_cell("# Title"), *(new_code_cell(source) for source in sources)]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


@pytest.fixture(scope="module")
def both(template, tmp_path_factory):
    """Return one notebook as a kernel and as a warm child executed it."""
    folder = tmp_path_factory.mktemp("engine")
    nbformat.write(make_notebook(*CELLS), folder / "in.ipynb")
    by_kernel = papermill.execute_notebook(
        folder / "in.ipynb", folder / "kernel.ipynb", progress_bar=False, cwd=folder
    )
    with template.open(Setup(folder, dict(os.environ), folder / "log")) as child:
        document = papermill.iorw.load_notebook_node(str(folder / "in.ipynb"))
        by_child = WarmEngine.execute_notebook(document, "python3", progress_bar=False, child=child)
    return by_kernel, by_child


def outputs_of(cell) -> list:
    """Return a cell's outputs with memory addresses and file names of cells masked."""
    return [nbformat.from_dict(_masked(dict(output))) for output in cell.get("outputs", [])]


def _masked(value):
    if isinstance(value, dict):
        return {name: _masked(inner) for name, inner in value.items()}
    return ADDRESS.sub("...", value) if isinstance(value, str) else value


@pytest.mark.parametrize("number", range(len(CELLS)), ids=[c[:30] for c in CELLS])
def test_a_cells_outputs_are_those_of_a_kernel(both, number):
    by_kernel, by_child = (document.cells[number + 1] for document in both)
    if "%time" in by_kernel.source or "'time'" in by_kernel.source:
        assert [o.output_type for o in by_kernel.outputs] == [
            o.output_type for o in by_child.outputs
        ]
        return
    assert outputs_of(by_child) == outputs_of(by_kernel)
    assert by_child.execution_count == by_kernel.execution_count


def test_papermills_status_and_times_are_kept_for_every_cell(both):
    for cell in both[1].cells:
        told = cell.metadata.papermill
        assert told["status"] == "completed"
        assert told["start_time"] <= told["end_time"]
        assert told["duration"] >= 0


def test_the_notebook_that_comes_back_is_valid(both):
    nbformat.validate(both[1])


WIDGETS = (
    "import ipywidgets\nslider = ipywidgets.IntSlider(value=3, description='how many')",
    "ipywidgets.HBox([slider, ipywidgets.HTML('<b>said</b>')])",
    "slider.value = 5\nipywidgets.Image(value=b'bytes', format='png')",
)


def named_by_order(document) -> dict:
    """Return the widgets' state and the outputs with each model named by its turn."""
    state = document.metadata.widgets
    text = json.dumps([state, [outputs_of(cell) for cell in document.cells]])
    for number, name in enumerate(state["application/vnd.jupyter.widget-state+json"]["state"]):
        text = text.replace(name, f"model {number}")
    return json.loads(text)


def test_the_state_of_widgets_is_stored_as_a_kernels_client_stores_it(template, tmp_path):
    nbformat.write(make_notebook(*WIDGETS), tmp_path / "in.ipynb")
    by_kernel = papermill.execute_notebook(
        tmp_path / "in.ipynb", tmp_path / "kernel.ipynb", progress_bar=False, cwd=tmp_path
    )
    document = papermill.iorw.load_notebook_node(str(tmp_path / "in.ipynb"))
    with template.open(Setup(tmp_path, dict(os.environ), tmp_path / "log")) as child:
        by_child = WarmEngine.execute_notebook(document, "python3", progress_bar=False, child=child)
    nbformat.validate(by_child)
    assert named_by_order(by_child) == named_by_order(by_kernel)
    assert "how many" in str(by_child.metadata.widgets)


def test_a_notebook_without_widgets_says_nothing_of_them(both):
    assert "widgets" not in both[1].metadata


FAILING = {
    "1/0": "ZeroDivisionError",
    "input('name? ')": "InputAsked",
    "import sys; sys.exit(3)": "SystemExit",
    "exit()": "RuntimeError",
    "import os; os._exit(1)": "ChildDied",
}


@pytest.mark.parametrize("source", FAILING)
def test_a_cell_that_fails_ends_the_notebook_there_and_says_why(template, to_setup, source):
    document = make_notebook("1", source, "2")
    for part in (document, *document.cells):
        part.metadata["papermill"] = {}
    with template.open(to_setup()) as child:
        done = WarmEngine.execute_notebook(document, "python3", progress_bar=False, child=child)
    first, failed, after = done.cells[1:]
    assert [cell.metadata.papermill["status"] for cell in (first, failed)] == [
        "completed",
        "failed",
    ]
    assert failed.outputs[0].output_type == "error"
    assert failed.outputs[0].ename == FAILING[source]
    assert after.outputs == []


def test_papermill_starts_the_engine_by_name_and_raises_its_own_error(tmp_path):
    nbformat.write(make_notebook("print('made')", "1/0"), tmp_path / "in.ipynb")
    papermill.engines.papermill_engines.register("warm", WarmEngine)
    with pytest.raises(papermill.PapermillExecutionError, match="ZeroDivisionError"):
        papermill.execute_notebook(
            tmp_path / "in.ipynb", tmp_path / "out.ipynb", engine_name="warm",
            progress_bar=False, cwd=tmp_path, preload=(),
        )  # fmt: skip
    written = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert "made" in str(written.cells)


def test_papermill_imports_next_to_nothing_to_know_the_engine():
    code = (
        "import sys; before = set(sys.modules); import papermill.engines\n"
        "middle = set(sys.modules); import cxaudit.batch.warm.engine\n"
        "print([m for m in set(sys.modules) - middle if not m.startswith('cxaudit')])\n"
        "print([m for m in ('pandas', 'duckdb', 'cxaudit.audit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    more, heavy = done.stdout.splitlines()
    assert heavy == "[]"
    assert more == "[]"
