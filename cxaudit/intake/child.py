"""Run alone, in a limited process: a workbook or Parquet file on stdin, its cells as JSON out.

Stands on its own (no import from the package), so that the process starts fast and holds
nothing. A cell is "" when blank, "t" + text, or "n" + a typed value as plain text.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import sys
from decimal import Decimal

MEMORY_BYTES = 4 * 1024**3
CPU_SECONDS = 60


def set_limits() -> None:
    """Cap memory, processor time and core dumps where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def to_cell(value: object) -> str:
    """Return one cell as tagged text."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return "t" + value
    return "n" + to_plain(value)


def to_plain(value: object) -> str:
    """Return a typed value as plain text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.timedelta):
        return str(value.total_seconds())
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, tuple)):
        return "|".join(to_plain(part) for part in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def read_workbook(content: bytes) -> list[dict]:
    """Return every sheet with its rows; hidden ones are named only."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = []
    for meta in book.sheets_metadata:
        hidden = meta.visible != SheetVisibleEnum.Visible
        rows = []
        if not hidden and meta.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(meta.name)
            rows = [[to_cell(c) for c in row] for row in sheet.to_python(skip_empty_area=False)]
        sheets.append({"name": meta.name, "hidden": hidden, "rows": rows})
    return sheets


def read_parquet(content: bytes) -> list[dict]:
    """Return the one table of a Parquet file, its column names as first row."""
    import pyarrow.parquet as parquet

    table = parquet.ParquetFile(io.BytesIO(content), page_checksum_verification=True).read()
    columns = [[to_cell(v) for v in table.column(i).to_pylist()] for i in range(table.num_columns)]
    header = ["t" + name for name in table.column_names]
    return [{"name": "", "hidden": False, "rows": [header, *map(list, zip(*columns, strict=True))]}]


def main() -> int:
    """Read stdin as argv[1] says; exit 3 with the reason when it cannot be read."""
    set_limits()
    content = sys.stdin.buffer.read()
    try:
        sheets = read_parquet(content) if sys.argv[1] == "parquet" else read_workbook(content)
    except Exception as error:  # noqa: BLE001 - whatever the reader raises, the file is at fault
        sys.stderr.write(type(error).__name__)
        return 3
    sys.stdout.buffer.write(json.dumps(sheets).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
