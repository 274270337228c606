"""Times a batch of reports against the loops that people write; prints paired ratios.

Run from the repository, on a quiet machine:

    python -m perf.batch [--clients 50] [--repeats 5] [--kept] [--rounds FILE] [--ploomber PYTHON]

The clients are copies of the three invented demo firms. Every mode starts from nothing, with
bytecode compiled, and writes notebook and page of every client; the notebooks of all modes are
compared output by output before a figure is printed. Modes run interleaved, once a repeat, and
each repeat begins with another of them.

Without ``--kept`` no client was measured before: what the audit keeps of its measurements is
removed before each mode. With it every client was measured once, before any mode.

``--rounds`` appends each repeat to a file of JSON lines and prints the table over all that it
holds of the same workload and package, so that many repeats can be had in several sittings.

``--ploomber`` names a Python of an environment of its own, with ploomber-engine, this package and
the same versions of everything else:

    python -m pip freeze --exclude-editable > versions.txt
    python -m venv ENV && ENV/bin/pip install -c versions.txt ploomber-engine -e .
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from argparse import RawDescriptionHelpFormatter as RawText
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

import cxaudit
from cxaudit.audit import Audit, RunRequest, Workspace, keys_folder
from cxaudit.cli.demo import make_demo
from cxaudit.edition import package_digest

PACKAGE = Path(cxaudit.__file__).parent
BIN = Path(sys.executable).parent
MEASURED = "measured"
"""Folder of a client in which an audit may keep what it measured."""
OURS, UNCHANGED = "cxaudit report", "cxaudit report, unchanged"
Mode = Callable[[Workspace, list[str], Path], None]
Round = dict[str, tuple[float, float]]


def make_workspace(root: Path, count: int) -> tuple[Workspace, list[str]]:
    """Make the demo firms and copies of them, keys too; return the workspace and the copies."""
    workspace = Workspace(root)
    workspace.clients.mkdir(parents=True)
    demo = make_demo(workspace)
    clients = []
    for number in range(count):
        name = f"copy-{number:03}"
        shutil.copytree(workspace.client_folder(demo[number % 3]), workspace.client_folder(name))
        shutil.copy2(keys_folder() / f"{demo[number % 3]}.key", keys_folder() / f"{name}.key")
        path = workspace.client_folder(name) / "audit.json"
        path.write_text(path.read_text().replace(f'"{demo[number % 3]}"', f'"{name}"', 1))
        clients.append(name)
    return workspace, clients


def write_requests(workspace: Workspace, clients: Iterable[str], out: Path) -> dict[str, Path]:
    """Write a run request a client, as the batch does; return their paths."""
    paths = {}
    for client in clients:
        audit = Audit.open(client, workspace.root)
        folder = out / client
        folder.mkdir(parents=True)
        request = RunRequest(
            client, str(audit.period), audit.data_hash, str(workspace.root), str(folder)
        )
        request.write(folder / "request.json")
        paths[client] = folder / "request.json"
    return paths


def by_loop(width: int) -> Mode:
    """Return the loop over papermill and nbconvert, this many at a time."""

    def write(workspace: Workspace, clients: list[str], out: Path) -> None:
        requests = write_requests(workspace, clients, out)

        def one(client: str) -> None:
            made = out / client / "report.ipynb"
            request = ["-p", "run_request", str(requests[client])]
            notebook = str(workspace.notebooks / "report.ipynb")
            papermill = [BIN / "papermill", notebook, made, *request, "--no-progress-bar"]
            subprocess.run([*papermill, "--log-level", "ERROR"], check=True, env=environment())
            page = ["nbconvert", "--to", "html", "--no-input", "--template", "report", made]
            where = f"--TemplateExporter.extra_template_basedirs={workspace.templates}"
            subprocess.run(
                [BIN / "jupyter", *page, where, "--log-level", "ERROR"], check=True,
                env=environment(),
            )  # fmt: skip

        with ThreadPoolExecutor(width) as pool:
            list(pool.map(one, clients))

    return write


def by_warm_kernels(workspace: Workspace, clients: list[str], out: Path) -> None:
    """Run every notebook in one of two kernels that are kept, wiped by %reset: not isolated."""
    requests = write_requests(workspace, clients, out)
    shares = [clients[number::2] for number in range(2)]
    jobs = [[[c, str(requests[c])] for c in share] for share in shares]
    code = "import sys, json; from perf.kept_kernel import main; main(*json.loads(sys.argv[1]))"
    notebook, templates = str(workspace.notebooks / "report.ipynb"), str(workspace.templates)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, json.dumps([notebook, templates, share, str(out)])],
            env=environment(),
        )
        for share in jobs
    ]
    if any(process.wait() for process in running):
        raise RuntimeError("a kept kernel failed")


def by_ploomber(python: str) -> Mode:
    """Return a pool of two processes of ploomber-engine's embedded mode: not isolated."""

    def write(workspace: Workspace, clients: list[str], out: Path) -> None:
        requests = write_requests(workspace, clients, out)
        jobs = [[client, str(requests[client])] for client in clients]
        notebook, templates = str(workspace.notebooks / "report.ipynb"), str(workspace.templates)
        code = "import sys, json; from perf.embedded import main; main(*json.loads(sys.argv[1]))"
        asked = json.dumps([notebook, templates, jobs, str(out)])
        quiet = {"PLOOMBER_STATS_ENABLED": "false"}  # it would report each run over the network
        subprocess.run([python, "-c", code, asked], check=True, env=environment() | quiet)

    return write


def by_batch(workspace: Workspace, clients: list[str], out: Path) -> None:
    """Run the product's own command, two reports at a time."""
    code = "from cxaudit.cli import main; main()"
    command = [sys.executable, "-P", "-c", code, "report", *clients, "--jobs", "2"]
    where = ["--root", str(workspace.root), "--out", str(out), "--json"]
    subprocess.run([*command, *where], check=True, env=environment(), stdout=subprocess.DEVNULL)


def environment() -> dict[str, str]:
    """Return the environment of every mode: this package first, bytecode allowed."""
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return given | {"PYTHONPATH": str(PACKAGE.parent)}


def to_outputs(out: Path, client: str) -> list[object]:
    """Return a report's outputs without what differs between any two runs."""
    (path,) = out.rglob(f"{client}/report.ipynb")
    cells = json.loads(path.read_text())["cells"]
    return [
        (output["output_type"], output.get("data"))
        for cell in cells
        for output in cell.get("outputs", [])
        if output["output_type"] != "stream"
    ]


def timed(mode: Mode, workspace: Workspace, clients: list[str], out: Path) -> tuple[float, float]:
    """Return wall and CPU seconds of one mode, children included."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    mode(workspace, clients, out)
    wall, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def clear_measured(workspace: Workspace) -> None:
    """Forget what audits keep of earlier measurements, if they keep any."""
    for folder in workspace.clients.glob(f"*/{MEASURED}"):
        shutil.rmtree(folder)


def take_round(
    modes: dict[str, Mode], workspace: Workspace, clients: list[str], scratch: Path, kept: bool
) -> Round:
    """Run every mode once; return wall and CPU seconds by mode, and of the same batch unchanged.

    Raises AssertionError where a mode wrote other outputs than the mode before it.
    """
    taken: Round = {}
    wanted = None
    for name, mode in modes.items():
        out = scratch / name.replace(" ", "-")
        if not kept:
            clear_measured(workspace)
        taken[name] = timed(mode, workspace, clients, out)
        found = {client: to_outputs(out, client) for client in clients}
        wanted = wanted or found
        assert found == wanted, f"{name} wrote other outputs"
        print(f"{name}: {taken[name][0]:.1f} s wall, {taken[name][1]:.1f} s CPU", flush=True)
        if name == OURS:
            taken[UNCHANGED] = timed(mode, workspace, clients, out)
        shutil.rmtree(out)
    return taken


def to_modes(ploomber: str | None) -> dict[str, Mode]:
    """Return the modes by name, in the order of the first repeat."""
    modes: dict[str, Mode] = {
        "loop, one by one": by_loop(1), "loop, two wide": by_loop(2),
        "two kept kernels": by_warm_kernels, OURS: by_batch,
    }  # fmt: skip
    return modes | ({"two embedded processes": by_ploomber(ploomber)} if ploomber else {})


def read_rounds(path: Path | None, workload: dict[str, object]) -> list[Round]:
    """Return the rounds of this workload in a file; none where there is no file."""
    if path is None or not path.exists():
        return []
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        {name: (wall, cpu) for name, (wall, cpu) in line["taken"].items()}
        for line in lines
        if line["workload"] == workload
    ]


def main() -> None:
    """Run every mode in turn, compare what they wrote, print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=RawText)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--kept", action="store_true", help="every client was measured before")
    parser.add_argument("--rounds", metavar="FILE", type=Path, help="add the repeats to this file")
    parser.add_argument("--ploomber", metavar="PYTHON")
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(PACKAGE, quiet=2)
    workload = {"clients": asked.clients, "kept": asked.kept, "package": package_digest()}
    rounds, modes = read_rounds(asked.rounds, workload), to_modes(asked.ploomber)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CXAUDIT_KEYS"] = str(Path(scratch) / "keys")
        workspace, clients = make_workspace(Path(scratch) / "w", asked.clients)
        if asked.kept:
            by_batch(workspace, clients, Path(scratch) / "before")
        for number in range(asked.repeats):
            print(f"repeat {number + 1} of {asked.repeats}", flush=True)
            order = rotated(modes, len(rounds))
            rounds.append(take_round(order, workspace, clients, Path(scratch) / "out", asked.kept))
            if asked.rounds:
                line = {"workload": workload, "taken": rounds[-1]}
                with asked.rounds.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")
    print_table(rounds, asked.clients, asked.kept)


def rotated(modes: dict[str, Mode], by: int) -> dict[str, Mode]:
    """Return the modes beginning with another one each time."""
    names = list(modes)
    first = by % len(names)
    return {name: modes[name] for name in names[first:] + names[:first]}


def print_table(rounds: list[Round], clients: int, kept: bool) -> None:
    """Print each mode against ours: medians of the paired ratios, with least and greatest.

    A ratio above 1 says how often ours fits into that mode's time.
    """
    said = "measured before" if kept else "never measured before"
    print(f"\n{clients} clients, {said}, {len(rounds)} repeats")
    for name in dict.fromkeys(name for taken in rounds for name in taken):
        pairs = [(taken[name], taken[OURS]) for taken in rounds if name in taken]
        walls, cpus = ([mode[at] / ours[at] for mode, ours in pairs] for at in (0, 1))
        wall, cpu = (median(mode[at] for mode, _ in pairs) / clients for at in (0, 1))
        print(
            f"{name:28} {wall:7.3f} s wall {cpu:7.3f} s CPU a report; "
            f"{median(walls):.2f}x wall ({min(walls):.2f} to {max(walls):.2f}), "
            f"{median(cpus):.2f}x CPU ({min(cpus):.2f} to {max(cpus):.2f}) of ours, "
            f"{len(pairs)} pairs"
        )


if __name__ == "__main__":
    main()
