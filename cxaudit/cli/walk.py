"""Verbs that open the walk for a person: lab with code, app without."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

import typer

from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_error
from cxaudit.errors import ClientDataError

LOOPBACK = "127.0.0.1"
START = "00_start.ipynb"
IDLE_SECONDS, LOOK_SECONDS = 600, 60


def lab(context: Context, step: str, as_root: bool = False) -> None:
    """Open JupyterLab on one notebook, on loopback only.

    Whoever opens the page can run any command as the user who started it, so that root is refused
    unless ``as_root`` says that this is meant, as in a container of one's own. A workspace without
    notebooks of its own is shown those that came with the package, for JupyterLab opens nothing
    from outside the folder that it serves.
    """
    workspace = context.where.find()
    found = sorted(workspace.notebooks.glob(f"{step}*.ipynb"))
    if not found:
        known = ", ".join(path.stem for path in sorted(workspace.notebooks.glob("*.ipynb")))
        raise ClientDataError("there is no such notebook", found=step, wanted=known)
    if is_root() and not as_root:
        raise ClientDataError(
            "JupyterLab is not started as root: every cell could change the whole machine",
            wanted="an ordinary user",
            next="start it as one; where only root is there, as in a container: "
            f"cxaudit lab {step} --allow-root",
        )  # fmt: skip
    own = workspace.notebooks.resolve().is_relative_to(workspace.root.resolve())
    served = workspace.root if own else workspace.notebooks
    command = [
        sys.executable, "-m", "jupyterlab", os.path.relpath(found[0], served),
        f"--ServerApp.ip={LOOPBACK}", f"--ServerApp.root_dir={served}",
        "--KernelManager.transport_encryption=auto", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(["--allow-root"] if as_root else []),
    ]  # fmt: skip
    environment = os.environ | {"CXAUDIT_ROOT": str(workspace.root)}
    raise typer.Exit(subprocess.call(command, cwd=served, env=environment))


def is_root() -> bool:
    """Tell whether this program may do anything on the machine; Windows knows no such user."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def app(context: Context, client: str, port: int | None, browser: bool) -> None:
    """Serve the walk as pages without code, on loopback only, until interrupted.

    A page's kernel ends ten minutes after the page is left; what was answered is on disk.
    """
    workspace = context.where.find()
    if client:
        context.where.open(client)
    if find_spec("voila") is None:
        raise ClientDataError(
            "the pages need Voila, which is not installed", wanted="the extra named app",
            next="pip install 'cxaudit[app]', or open the notebooks: cxaudit lab",
        )  # fmt: skip
    port = port or free_port()
    asked = f"?{urlencode({'client': client})}" if client else ""
    address = f"http://{LOOPBACK}:{port}/voila/render/{START}{asked}"
    print_error(f"the audit is at {address}\npress Ctrl+C to end")
    command = [
        sys.executable, "-m", "voila", str(workspace.notebooks), f"--port={port}", "--no-browser",
        f"--Voila.ip={LOOPBACK}", "--strip_sources=True", "--show_tracebacks=True", "--template=cx",
        "--KernelManager.transport_encryption=auto",
        f"--MappingKernelManager.cull_idle_timeout={IDLE_SECONDS}",
        f"--MappingKernelManager.cull_interval={LOOK_SECONDS}", "--Application.log_level=ERROR",
    ]  # fmt: skip
    environment = os.environ | {
        "CXAUDIT_ROOT": str(workspace.root), "CXAUDIT_CLIENT": client,
        "JUPYTER_PATH": os.pathsep.join(_template_paths(str(workspace.templates))),
    }  # fmt: skip
    raise typer.Exit(_serve(command, workspace.root, environment, address if browser else "", port))


def _serve(
    command: list[str], folder: Path, environment: dict[str, str], address: str, port: int
) -> int:
    """Run the server until it ends or this program is told to; never leave it behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with subprocess.Popen(command, cwd=folder, env=environment) as server:
        try:
            if address and _is_up(server, port):
                typer.launch(address)
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            return 0


def _is_up(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server answers; False where it ended before."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _template_paths(own: str) -> list[str]:
    before = os.environ.get("JUPYTER_PATH")
    return [own, before] if before else [own]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
