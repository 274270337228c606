"""A JupyterLab server of one test, on the loopback address, and a browser that reaches no other."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

READY_SECONDS = 90
PATIENCE_MS = 60_000
CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip


@dataclass(frozen=True)
class Lab:
    """A running server: its address and the token that opens it."""

    port: int
    token: str

    def address(self, notebook: str) -> str:
        """Return where a notebook is opened, without tabs of an earlier visit."""
        return f"http://127.0.0.1:{self.port}/lab/tree/{notebook}?token={self.token}&reset"


@contextmanager
def serving(folder: Path, scratch: Path, environment: dict[str, str]) -> Iterator[Lab]:
    """Serve a folder of notebooks; the server and its kernels end with the block."""
    lab = Lab(free_port(), secrets.token_hex(16))
    with (scratch / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            _command(lab, folder), stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, **environment, **_private_places(scratch)},
        )  # fmt: skip
        try:
            _wait(lab, server)
            yield lab
        finally:
            end_server(server)


def _command(lab: Lab, folder: Path) -> list[str]:
    return [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--port={lab.port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={lab.token}", "--KernelManager.transport_encryption=auto",
        "--LabApp.extension_manager=readonly",
    ]  # fmt: skip


def _private_places(scratch: Path) -> dict[str, str]:
    """Keep the server out of the user's own settings; its news would cover the page."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
             "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")  # fmt: skip
    places = {name: scratch / name.lower() for name in names}
    for place in places.values():
        place.mkdir()
    news = places["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}', encoding="utf-8"
    )
    return {name: str(place) for name, place in places.items()}


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(lab: Lab, server: subprocess.Popen[bytes]) -> None:
    address = f"http://127.0.0.1:{lab.port}/api"
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


def wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens; raises where it ended or did not come up."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(str(port))


def end_server(server: subprocess.Popen[bytes]) -> None:
    """End the process group that this test started, and no other."""
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def open_notebook(page: Any, lab: Lab, notebook: str) -> None:
    """Open a notebook and wait for its kernel: cells run before that are silently dropped."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(lab.address(notebook))
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()


def run_menu(page: Any, menu: str, item: str) -> None:
    """Choose an item of the menu bar."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item).first.click()
