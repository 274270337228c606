"""What a report depends on, as one digest: data, answers, notebook, package, libraries, font."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from cxaudit.audit import Audit
from cxaudit.display.style import find_font
from cxaudit.edition import files_digest, list_versions, package_digest

LIBRARIES = (
    "duckdb", "ipython", "jinja2", "matplotlib", "nbconvert", "nbformat", "numpy", "pandas",
    "papermill", "pyarrow", "pydantic", "scipy",
)  # fmt: skip


def report_digest(audit: Audit, notebook: Path) -> str:
    """Return 64 hex digits that change whenever the report could."""
    parts = [audit.data_hash, files_digest((notebook,)), package_digest()]
    shipped = (audit.workspace.benchmarks, audit.workspace.templates / "report")
    for folder in (*shipped, audit.workspace.pool / "vintages"):
        parts.append(files_digest(sorted(folder.rglob("*"))))
    font = find_font()
    parts.append(files_digest((Path(font),)) if font else "no font")
    parts += list_versions(LIBRARIES)
    return sha256("\n".join(parts).encode()).hexdigest()
