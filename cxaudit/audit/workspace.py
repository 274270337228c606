"""Where things lie: the workspace's root, a client's folder, keys and shipped data."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cxaudit.errors import ClientDataError

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Workspace:
    """The folder that holds data/clients, and what lies around it."""

    root: Path

    @property
    def clients(self) -> Path:
        """Return the folder of all clients."""
        return self.root / "data" / "clients"

    @property
    def benchmarks(self) -> Path:
        """Return the folder of published values and the demo pool: own, else the shipped one."""
        return _own_or_shipped(self.root / "data" / "benchmarks", "benchmarks")

    @property
    def pool(self) -> Path:
        """Return the folder of the peer pool that this workspace keeps."""
        return self.root / "data" / "pool"

    @property
    def notebooks(self) -> Path:
        """Return the folder of notebooks: own, else the shipped one."""
        return _own_or_shipped(self.root / "notebooks", "notebooks")

    @property
    def templates(self) -> Path:
        """Return the folder of templates: own, else the shipped one."""
        return _own_or_shipped(self.root / "templates", "templates")

    @property
    def reports(self) -> Path:
        """Return the folder where reports are published."""
        return self.root / "reports"

    def client_folder(self, client: str) -> Path:
        """Return a client's folder, whether it exists or not."""
        return self.clients / client


def _own_or_shipped(own: Path, name: str) -> Path:
    if own.is_dir() and any(path for path in own.iterdir() if not path.name.startswith(".")):
        return own
    shipped = PACKAGE / "_shipped" / name
    checkout = PACKAGE.parent / ("data/benchmarks" if name == "benchmarks" else name)
    return shipped if shipped.is_dir() else checkout


def find_workspace(root: str | Path | None = None) -> Workspace:
    """Find the workspace: as given, else CXAUDIT_ROOT, else by climbing; raises ClientDataError."""
    named = root or os.environ.get("CXAUDIT_ROOT")
    if named:
        folder = Path(named).expanduser().resolve()
        if not folder.is_dir():
            raise ClientDataError(
                "the workspace does not exist", file=str(named),
                next="name an existing folder with --root or CXAUDIT_ROOT",
            )  # fmt: skip
        return _checked(folder)
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "clients").is_dir() or _is_checkout(folder):
            return _checked(folder)
    raise ClientDataError(
        "no workspace was found", file=str(here),
        wanted="a folder that holds data/clients, here or above",
        next="change into the workbook's folder, or begin one here: cxaudit new CLIENT --root .",
    )  # fmt: skip


def _is_checkout(folder: Path) -> bool:
    return (folder / "cxaudit").is_dir() and (folder / "notebooks").is_dir()


def _checked(folder: Path) -> Workspace:
    if set("*?[") & set(str(folder)):
        raise ClientDataError(
            "the workspace's path holds one of * ? [, which file patterns would misread",
            file=str(folder), next="move or rename the folder",
        )  # fmt: skip
    return Workspace(folder)


def keys_folder() -> Path:
    """Return where pseudonym keys lie: CXAUDIT_KEYS, else the user's configuration folder."""
    named = os.environ.get("CXAUDIT_KEYS")
    if named:
        return Path(named).expanduser()
    base = os.environ.get("APPDATA") if os.name == "nt" else os.environ.get("XDG_CONFIG_HOME")
    return Path(base or Path.home() / ".config").expanduser() / "cxaudit" / "keys"


def keys_lie_in(workspace: Workspace) -> bool:
    """Tell whether pseudonym keys lie in the workspace, which imports refuse."""
    return keys_folder().resolve().is_relative_to(workspace.root.resolve())


def keys_apart(workspace: Workspace) -> Path:
    """Return where pseudonym keys lie; raises ClientDataError where that is in the workspace.

    Whoever is handed the workspace, or a copy of it, must not be handed its keys.
    """
    keys = keys_folder()
    if keys_lie_in(workspace):
        raise ClientDataError(
            "the pseudonym keys lie in the workspace, where whoever has a copy of it has them too",
            file=str(keys), wanted="a private folder for keys, outside the workspace",
            next="move them out, set CXAUDIT_KEYS to the folder where they lie then, and try again",
        )  # fmt: skip
    return keys


def memory_gb() -> float:
    """Return how many GB an import or a measure may take: CXAUDIT_MEMORY_GB, else 4."""
    named = os.environ.get("CXAUDIT_MEMORY_GB") or "4"
    try:
        told = float(named)
    except ValueError:
        told = 0.0
    if not 0.25 <= told <= 1024:
        raise ClientDataError(
            "CXAUDIT_MEMORY_GB is not an amount of memory", found=named[:40],
            wanted="gigabytes, from 0.25", next="set it to a number such as 4, or unset it",
        )  # fmt: skip
    return told
