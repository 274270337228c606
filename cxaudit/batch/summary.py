"""What a batch came to: a table for spreadsheets and a page for people, in the run's folder."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from urllib.parse import quote

from cxaudit.batch.ended import Ended, Run
from cxaudit.disk import write_text
from cxaudit.reporting.batch import write_index

TABLE, PAGE = "summary.csv", "index.html"
COLUMNS = ("client", "status", "stage", "cause", "seconds", "report")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_summary(templates: Path, run: Run) -> None:
    """Write summary.csv and index.html of a run: one line a client, failed ones with the cause."""
    folder = run.folder
    pages = {ended.client: _to_address(ended, folder) for ended in run.clients}
    rows = [
        {**ended.to_json(), "cause": ended.cause or "", "page": pages[ended.client]}
        for ended in run.clients
    ]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(row | {"cause": _no_formula(row["cause"]), "report": row["page"]})
    write_text(folder / TABLE, stream.getvalue())
    write_index(folder / PAGE, templates, run.run, run.counts, rows)


def _to_address(ended: Ended, folder: Path) -> str:
    pages = [file for file in ended.files if file.endswith(".html")]
    if pages and "://" in pages[0]:
        return pages[0]
    return quote(Path(os.path.relpath(pages[0], folder)).as_posix()) if pages else ""


def _no_formula(text: str) -> str:
    """Return a cell that a spreadsheet reads as text: a cause may quote a client's words."""
    return f"'{text}" if text.startswith(FORMULA) else text
