"""What a report depends on, as one digest: data, answers, notebook, package, libraries, font."""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from cxaudit.audit import Audit
from cxaudit.display.style import find_font

LIBRARIES = (
    "duckdb", "ipython", "jinja2", "matplotlib", "nbconvert", "nbformat", "numpy", "pandas",
    "papermill", "pyarrow", "pydantic", "scipy",
)  # fmt: skip
PACKAGE = Path(__file__).resolve().parents[1]


def report_digest(audit: Audit, notebook: Path) -> str:
    """Return 64 hex digits that change whenever the report could."""
    python = platform.python_version()
    parts = [audit.data_hash, python, _files_digest((notebook,)), package_digest()]
    shipped = (audit.workspace.benchmarks, audit.workspace.templates / "report")
    for folder in (*shipped, audit.workspace.pool / "vintages"):
        parts.append(_files_digest(tuple(sorted(folder.rglob("*")))))
    font = find_font()
    parts.append(_files_digest((Path(font),)) if font else "no font")
    parts += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return sha256("\n".join(parts).encode()).hexdigest()


@cache
def package_digest() -> str:
    """Return the digest of the package's own files: code, model and styles."""
    kinds = {".py", ".toml", ".sql", ".j2", ".css", ".json", ".mplstyle"}
    files = [p for p in PACKAGE.rglob("*") if p.suffix in kinds and "__pycache__" not in p.parts]
    return _files_digest(tuple(sorted(files)))


def _files_digest(paths: tuple[Path, ...]) -> str:
    digest = sha256()
    for path in paths:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
