"""Which edition of the program runs: its own files, and the versions of what it rests on."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
IMPORTED_NS = time.time_ns()
KINDS = (".py", ".toml", ".sql", ".j2", ".css", ".json", ".mplstyle")


@cache
def package_digest() -> str:
    """Return the digest of the package's own files: code, model and styles."""
    return files_digest(_own_files(PACKAGE), PACKAGE)


def is_as_imported() -> bool:
    """Tell whether no file of the package changed since this process began to import it.

    Else the code that runs may be older than the files that the digest is of.
    """
    return all(_changed_ns(path) <= IMPORTED_NS for path in _own_files(PACKAGE))


def _changed_ns(path: Path) -> int:
    """Return when a file was last written, or given its name."""
    about = path.stat()
    return max(about.st_mtime_ns, about.st_ctime_ns)


def _own_files(package: Path) -> list[Path]:
    found = []
    for home, folders, files in os.walk(package):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [Path(home, name) for name in files if name.endswith(KINDS)]
    return sorted(found)


def files_digest(paths: Iterable[Path], root: Path | None = None) -> str:
    """Return the digest of files in their order, each by its name and bytes; folders say nothing.

    ``root``: names are the paths from this folder.
    """
    digest = sha256()
    for path in paths:
        if path.is_file():
            name = path.relative_to(root).as_posix() if root else path.name
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def list_versions(libraries: tuple[str, ...]) -> tuple[str, ...]:
    """Return Python and each of the libraries, with its version."""
    named = (f"{name} {metadata.version(name)}" for name in libraries)
    return (f"python {platform.python_version()}", *named)
