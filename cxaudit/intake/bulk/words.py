"""The different cells of a column, each converted once; the engine joins them to the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.intake.bulk.by_text import TextColumn
from cxaudit.intake.bulk.column import Column, to_plain_text
from cxaudit.intake.bulk.stored import read_batches
from cxaudit.intake.bulk.writer import RowsWriter
from cxaudit.intake.columns.convert import why_missing
from cxaudit.intake.source.unfit import Unfit

if TYPE_CHECKING:
    import pyarrow as pa

MOST_WORDS = 300_000
MOST_TURNS = 4


@dataclass
class Words:
    """Where the converted words of a column lie; ``faults``: whether some are none of its kind."""

    path: Path
    faults: bool = False


def convert_words(column: Column, path: Path, typed: bool) -> Words:
    """Convert the words of a file (word, cells) and count for the column what they say.

    ``typed``: their source gave them a type. Raises Unfit where there are too many to be judged
    together, or something must be asked.
    """
    import pyarrow as pa

    made = Words(path.with_name(f"made-{path.name}"))
    fields = [("word", pa.string()), ("made", column.type), ("fault", pa.string())]
    writer = RowsWriter(made.path, pa.schema(fields))
    missing: Counter[str] = Counter()
    column.start()
    invalid = 0
    try:
        for rows in _read_words(column, path, typed):
            cells, counts = _to_one(rows.column(0)), rows.column(1).to_numpy()
            read = column.read(cells, _mark_typed(column, cells, typed))
            values, faults = to_plain_text(read.values), _to_faults(read.faults, len(cells))
            if column.reasons:
                missing += _count_missing(cells, values, faults, counts)
            invalid += int(counts[[row for row, _ in read.faults]].sum()) if read.faults else 0
            writer.write(pa.table([cells, values, faults], names=[name for name, _ in fields]))
    finally:
        writer.close()
    column.reasons, column.invalid = missing, invalid
    made.faults = invalid > 0
    return made


def _read_words(column: Column, path: Path, typed: bool) -> list[pa.Table]:
    """Return the words; those that only the whole column can settle at once, and settled."""
    import pyarrow as pa

    if isinstance(column, TextColumn):
        column.repeats = False
        return read_batches(path)  # type: ignore[return-value]
    whole = pa.concat_tables(read_batches(path))
    if whole.num_rows > MOST_WORDS:
        raise Unfit(f"'{column.frame.header}' holds too many different values")
    cells = _to_one(whole.column(0))
    told = _mark_typed(column, cells, typed)
    for _ in range(MOST_TURNS):
        column.start()
        column.read(cells, told)
        done = column.finish(column.wish)
        if done.question or done.more_questions:
            raise Unfit("something must be asked")
        if column.settled:
            break
    else:
        raise Unfit("its columns cannot be settled")
    column.start()
    return [whole]


def _mark_typed(column: Column, cells: pa.Array, typed: bool) -> np.ndarray | None:
    return np.ones(len(cells), bool) if typed and column.minds_types else None


def _to_faults(faults: list[tuple[int, str]], count: int) -> pa.Array:
    import pyarrow as pa

    told: list[str | None] = [None] * count
    for row, why in faults:
        told[row] = why
    return pa.array(told, pa.string())


def _count_missing(
    cells: pa.Array, values: pa.Array, faults: pa.Array, counts: np.ndarray
) -> Counter[str]:
    """Count the rows whose cell says that there is no value, by the reason it gives."""
    found: Counter[str] = Counter()
    for row in np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False)).tolist():
        if not faults[row].is_valid and (why := why_missing(cells[row].as_py())):
            found[why] += int(counts[row])
    return found


def _to_one(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
