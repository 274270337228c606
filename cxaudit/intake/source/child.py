"""Run alone, in a limited process: a workbook or Parquet file on stdin, its cells out.

Told what it is, and how many rows make a sheet a long one (0: none is).

Stands on its own (no import from the package), so that the process starts fast and holds
nothing. Out go the length of the JSON in eight bytes, the JSON, and behind it the columns of
long sheets. In the JSON a cell is "" when blank, "t" + text, or "n" + a typed value as plain
text; of a long sheet it holds the head. A column is its cells as plain text (``c0``, ``c1``)
and, where some are typed and others text, which are typed (``t0``).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import sys
from decimal import Decimal

MEMORY_BYTES = 4 * 1024**3
CPU_SECONDS = 60
HEAD_ROWS = 400


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


def to_columns(rows: list[list]) -> bytes:
    """Return the cells of a long sheet by column, as an Arrow stream."""
    import pyarrow as pa

    arrays, names, typed = [], [], []
    for place, column in enumerate(zip(*rows, strict=True)):
        kinds = {type(cell) for cell in column if cell is not None and cell != ""}
        if kinds - {str}:
            cells = [to_cell(cell)[1:] for cell in column]
        else:
            cells = [cell or "" for cell in column] if None in column else column
        arrays.append(pa.array(cells, pa.string()))
        names.append(f"c{place}")
        typed.append("" if kinds <= {str} else "all" if str not in kinds else "some")
        if typed[-1] == "some":
            arrays.append(pa.array([not isinstance(cell, str) for cell in column]))
            names.append(f"t{place}")
    schema = pa.schema(
        [pa.field(n, a.type) for n, a in zip(names, arrays, strict=True)],
        metadata={"typed": ",".join(typed)},
    )
    stream = io.BytesIO()
    with pa.ipc.new_stream(stream, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return stream.getvalue()


def to_sheet(name: str, hidden: bool, rows: list[list], long: int) -> tuple[dict, bytes]:
    """Return a sheet as it goes out, and its columns where it is long."""
    columns = to_columns(rows) if rows and 0 < long <= len(rows) else b""
    shown = [[to_cell(cell) for cell in row] for row in (rows[:HEAD_ROWS] if columns else rows)]
    return {"name": name, "hidden": hidden, "rows": shown, "columns": len(columns)}, columns


def read_workbook(content: bytes, long: int) -> list[tuple[dict, bytes]]:
    """Return every sheet with its rows; hidden ones are named only."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = []
    for meta in book.sheets_metadata:
        hidden = meta.visible != SheetVisibleEnum.Visible
        rows = []
        if not hidden and meta.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False)
        sheets.append(to_sheet(meta.name, hidden, rows, long))
    return sheets


def read_parquet(content: bytes) -> list[tuple[dict, bytes]]:
    """Return the one table of a Parquet file, its column names as first row."""
    import pyarrow.parquet as parquet

    file = parquet.ParquetFile(io.BytesIO(content), page_checksum_verification=True)
    table = file.read(use_threads=False)
    columns = [[to_cell(v) for v in table.column(i).to_pylist()] for i in range(table.num_columns)]
    header = ["t" + name for name in table.column_names]
    rows = [header, *map(list, zip(*columns, strict=True))]
    return [({"name": "", "hidden": False, "rows": rows, "columns": 0}, b"")]


def main() -> int:
    """Read stdin as the arguments say; exit 3 with the reason when it cannot be read."""
    set_limits()
    content = sys.stdin.buffer.read()
    try:
        kind, long = sys.argv[1], int(sys.argv[2])
        sheets = read_parquet(content) if kind == "parquet" else read_workbook(content, long)
    except Exception as error:  # noqa: BLE001 - whatever the reader raises, the file is at fault
        sys.stderr.write(type(error).__name__)
        return 3
    told = json.dumps([sheet for sheet, _ in sheets]).encode()
    sys.stdout.buffer.write(len(told).to_bytes(8, "big") + told)
    for _, columns in sheets:
        sys.stdout.buffer.write(columns)
    return 0


def leave(code: int) -> None:
    """End at once, with the answer out: a library that fails while it is torn down changes nothing.

    pyarrow aborts there now and then, when its threads are still starting.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
