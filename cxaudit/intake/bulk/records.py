"""Blocks of text as records: columns where every line is one, else by a strict reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.intake.bulk.blocks import Block, Rest
from cxaudit.intake.bulk.cells import lengths
from cxaudit.intake.bulk.lines import Lines, Sorter
from cxaudit.intake.source.text import unquoted

if TYPE_CHECKING:
    import pyarrow as pa

RECORDS_AT_ONCE = 50_000
LONGEST_CELL = 131_072


def to_columns(block: Block, delimiter: str, width: int) -> list[pa.Array] | None:
    """Return the cells of a regular block by column, all as text; None if lines differ in width."""
    import pyarrow as pa
    import pyarrow.csv as reader

    names = [str(position) for position in range(width)]
    try:
        table = reader.read_csv(
            pa.py_buffer(block.text),
            read_options=reader.ReadOptions(
                column_names=names, block_size=max(1 << 20, len(block.text) // 2 + 4096)
            ),
            parse_options=reader.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            convert_options=reader.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [_to_one(column) for column in table.columns]
    if table.num_rows != block.lines or any(
        lengths(c).max(initial=0) >= LONGEST_CELL for c in columns
    ):
        return None
    return columns


def _to_one(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())


def sort_lines(
    item: Block | Rest, columns: list[pa.Array] | None, sorter: Sorter, delimiter: str, name: str
) -> Iterator[Lines]:
    """Yield the sorted data lines of a block, or of what is left of the file."""
    if isinstance(item, Block) and columns is not None:
        numbers = np.arange(len(columns[0]), dtype=np.int64) + item.first_line
        yield sorter.take_columns(columns, numbers)
        return
    lines = item.lines if isinstance(item, Rest) else _to_lines(item.text)
    for rows, numbers in _read_records(lines, delimiter, item.first_line, name):
        yield sorter.take_rows(rows, numbers)


def _to_lines(text: bytes | memoryview) -> Iterator[str]:
    return iter(io.StringIO(bytes(text).decode("utf-8"), newline=""))


def _read_records(
    lines: Iterator[str], delimiter: str, first_line: int, name: str
) -> Iterator[tuple[list[list[str]], list[int]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    start = first_line
    try:
        for row in reader:
            rows.append(row)
            numbers.append(start)
            start = reader.line_num + first_line
            if len(rows) == RECORDS_AT_ONCE:
                yield rows, numbers
                rows, numbers = [], []
    except csv.Error as error:
        raise unquoted(name, start, str(error)) from error
    if rows:
        yield rows, numbers
