"""The verb doctor: what is there, what is missing, and the command that mends it."""

from __future__ import annotations

import os
import platform
import shutil
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path

import typer

from cxaudit.audit import Workspace, keys_folder
from cxaudit.audit.person import today
from cxaudit.audit.workspace import keys_lie_in
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_json, print_table
from cxaudit.errors import ClientDataError
from cxaudit.intake import list_imports
from cxaudit.store import list_clients
from cxaudit.wording import show_count

RAW_DAYS = 90
FLOORS = {"nbconvert": (7, 17, 1), "papermill": (2, 6), "jupyterlab": (4, 4), "duckdb": (1, 1)}
SECRET_FILES = (".env", ".env.*", "*.pem", "*.key", "id_rsa*", "credentials*.json")
OPTIONAL = {"playwright": "pip install 'cxaudit[browser]'"}


def doctor(context: Context) -> None:
    """Check the machine and the workspace; exit 2 if something that is needed is missing."""
    workspace = context.where.find()
    checks = [*_versions(), *_folders(workspace), _secrets(workspace), *_sealed(workspace)]
    checks += [_font(), *_tools()]
    if context.as_json:
        print_json([dict(zip(("check", "state", "found", "next"), c, strict=True)) for c in checks])
    else:
        print_table("cxaudit doctor", ["check", "state", "found", "what mends it"], checks)
    if any(state == "missing" for _, state, _, _ in checks):
        raise typer.Exit(2)


def _versions() -> list[tuple[str, str, str, str]]:
    rows = [("python", "ok", platform.python_version(), "")]
    for name, floor in FLOORS.items():
        found = metadata.version(name)
        parts = tuple(int(part) for part in found.split(".")[: len(floor)] if part.isdigit())
        wanted = ".".join(map(str, floor))
        good = parts >= floor
        rows.append(
            (
                name,
                "ok" if good else "missing",
                found,
                "" if good else f"pip install '{name}>={wanted}'",
            )
        )
    return rows


def _folders(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    rows = []
    for name, folder in (("workspace", workspace.root), ("keys", keys_folder())):
        there = folder if folder.exists() else _nearest(folder)
        good = os.access(there, os.W_OK)
        rows.append(
            (name, "ok" if good else "missing", str(folder), "" if good else f"chmod u+w {there}")
        )
    if keys_lie_in(workspace):
        rows[-1] = ("keys", "warning", f"{keys_folder()}, in the workspace: imports refuse that",
                    "move them out, and set CXAUDIT_KEYS to where they lie then")  # fmt: skip
    shipped = workspace.benchmarks.is_dir()
    rows.append(("benchmarks", "ok" if shipped else "missing", str(workspace.benchmarks), ""))
    return rows


def _nearest(folder: Path) -> Path:
    return next(parent for parent in folder.parents if parent.exists())


def _secrets(workspace: Workspace) -> tuple[str, str, str, str]:
    """Look for files that usually hold secrets where clients' files lie."""
    places = (workspace.root, workspace.clients, *workspace.clients.glob("*"))
    found = sorted({p for place in places for name in SECRET_FILES for p in place.glob(name)})
    if not found:
        return ("secrets", "ok", "no file of secrets in the workspace", "")
    names = ", ".join(str(path.relative_to(workspace.root)) for path in found[:5])
    return ("secrets", "warning", names, "move them out of the workspace: it is shared and copied")


def _sealed(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    """Tell how long the sealed raw files of each client lie, and until when they should."""
    rows = []
    for client in list_clients(workspace.clients):
        folder = workspace.client_folder(client)
        try:
            records = list_imports(folder)
        except ClientDataError as error:
            rows.append((f"raw files of {client}", "warning", error.message, error.next or ""))
            continue
        days = [date.fromisoformat(record["received_on"]) for record in records
                if (folder / record["raw"]).exists()]  # fmt: skip
        if not days:
            continue
        until = min(days) + timedelta(days=RAW_DAYS)
        files = show_count(len(days), "sealed raw file")
        late = until < today()
        found = f"{files}, the oldest of {min(days)}, to be kept until {until}"
        rows.append((f"raw files of {client}", "warning" if late else "ok", found,
                     f"cxaudit purge {client} --raw" if late else ""))  # fmt: skip
    return rows


def _font() -> tuple[str, str, str, str]:
    from cxaudit.display.style import FONT, find_font

    found = find_font()
    if found:
        return ("chart font", "ok", f"charts use {FONT}: {found}", "")
    return ("chart font", "missing", f"{FONT} is not found: charts would fall back on another",
            "pip install --force-reinstall matplotlib, which brings it")  # fmt: skip


def _tools() -> list[tuple[str, str, str, str]]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    rows = [("chromium", "optional", "not found", "apt-get install chromium (browser tests only)")]
    if chromium:
        rows = [("chromium", "ok", chromium, "")]
    for name, mend in OPTIONAL.items():
        try:
            rows.append((name, "ok", metadata.version(name), ""))
        except metadata.PackageNotFoundError:
            rows.append((name, "optional", "not found", mend))
    return rows
