"""Workbooks and Parquet files, read in a limited child process: a dead child is a refusal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.archive import list_members, read_member
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.source.grid import Grid, Native, to_clean_text

WALL_SECONDS = 90
EPOCH_1904 = re.compile(rb"""date1904=["'](1|true)["']""")


def read_sheets(
    upload: Upload, to_reader: Callable[[memoryview], Callable[..., Any]] | None = None
) -> tuple[list[Grid], list[str]]:
    """Return a grid a sheet with content, and the names of hidden sheets left out.

    Of a sheet longer than the upload's limit the grid holds the head; ``to_reader`` makes of its
    columns what reads the rest.
    """
    told = memoryview(_run_child(upload))
    end = 8 + int.from_bytes(told[:8], "big")
    sheets = json.loads(bytes(told[8:end]))
    epoch_1904 = upload.kind == "xlsx" and _counts_from_1904(upload)
    grids = []
    for sheet in sheets:
        columns, end = told[end : end + sheet["columns"]], end + sheet["columns"]
        grid = Grid(
            rows=[[_to_cell(cell) for cell in row] for row in sheet["rows"]],
            numbers=range(1, len(sheet["rows"]) + 1),
            name=sheet["name"],
            epoch_1904=epoch_1904,
        )
        if grid.rows:
            is_long = to_reader is not None and len(columns) > 0
            grids.append(replace(grid, reader=to_reader(columns)) if is_long else grid)
    return grids, [sheet["name"] for sheet in sheets if sheet["hidden"]]


def _to_cell(cell: str) -> str:
    if not cell:
        return ""
    return Native(cell[1:]) if cell[0] == "n" else to_clean_text(cell[1:])


def _run_child(upload: Upload) -> bytes:
    child = str(Path(__file__).with_name("child.py"))
    long = upload.limits.sheet_rows if upload.limits else 0
    command = [sys.executable, "-I", child, upload.kind, str(long)]
    try:
        done = subprocess.run(
            command, input=upload.content, capture_output=True, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _unreadable(upload, f"reading took more than {WALL_SECONDS} seconds") from error
    if done.returncode:
        cause = done.stderr.decode("utf-8", "replace")[-60:] if done.returncode == 3 else ""
        raise _unreadable(upload, cause or "the reader gave up on it")
    return done.stdout


def _unreadable(upload: Upload, found: str) -> ClientDataError:
    return ClientDataError(
        "the file is damaged or too heavy to be read",
        file=upload.name,
        found=found,
        wanted=f"a readable {upload.kind} file",
        next="open it, save the table alone as XLSX or CSV, and import that",
    )


def _counts_from_1904(upload: Upload) -> bool:
    for member in list_members(upload.content, upload.name):
        if member.filename == "xl/workbook.xml":
            content = read_member(upload.content, member, upload.name)
            return EPOCH_1904.search(content) is not None
    return False
