"""Where the notebooks lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START = ROOT / "notebooks" / "00_start.ipynb"
STEPS = [path for path in NOTEBOOKS if path.name[:2].isdigit() and path != START]
TEMPLATE = ROOT / "templates" / "notebook.ipynb"
