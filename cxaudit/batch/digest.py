"""What a report depends on, as one digest: data, answers, notebook, package, shipped data."""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from cxaudit.audit import Audit

LIBRARIES = ("duckdb", "pandas", "scipy", "matplotlib", "papermill", "nbconvert")
PACKAGE = Path(__file__).resolve().parents[1]


def report_digest(audit: Audit, notebook: Path) -> str:
    """Return 64 hex digits that change whenever the report could."""
    python = platform.python_version()
    parts = [audit.data_hash, python, _files_digest((notebook,)), _package_digest()]
    shipped = (audit.workspace.benchmarks, audit.workspace.templates / "report")
    for folder in (*shipped, audit.workspace.pool / "vintages"):
        parts.append(_files_digest(tuple(sorted(folder.rglob("*")))))
    parts += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return sha256("\n".join(parts).encode()).hexdigest()


@cache
def _package_digest() -> str:
    kinds = {".py", ".toml", ".sql", ".j2", ".css", ".json", ".mplstyle"}
    files = [p for p in PACKAGE.rglob("*") if p.suffix in kinds and "__pycache__" not in p.parts]
    return _files_digest(tuple(sorted(files)))


def _files_digest(paths: tuple[Path, ...]) -> str:
    digest = sha256()
    for path in paths:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
