"""Finding a table on a sheet: its header row by the headers' names, wherever they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cxaudit.intake.source.grid import Grid, fold_header, is_blank
from cxaudit.intake.workbook.cells import CellFault, quote, to_place
from cxaudit.intake.workbook.layout import MARKER

SEARCHED_ROWS = 30


@dataclass
class Found:
    """A table on a sheet: where its header stands, its columns by header, faults and notes."""

    grid: Grid
    header_at: int
    columns: Mapping[str, int]
    faults: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield row number and cells of every row below the header that is not blank."""
        start = self.header_at + 1
        for number, row in zip(self.grid.numbers[start:], self.grid.rows[start:], strict=True):
            if not is_blank(row):
                yield number, row

    def cell(self, row: Sequence[str], header: str) -> str:
        """Return a row's cell under a header; "" where there is none."""
        position = self.columns.get(header)
        return row[position] if position is not None and position < len(row) else ""

    def place(self, number: int, header: str) -> str:
        """Return where the cell of a row under a header stands."""
        return to_place(self.grid.name, number, self.columns.get(header, 0))


def find_table(
    grid: Grid, wanted: Sequence[str], order: Sequence[str], needed: Collection[str]
) -> Found:
    """Return the table whose headers these are; what is renamed, gone or moved is told.

    ``wanted``: the headers that are read. ``order``: all that may stand there, as written.
    ``needed``: those without which nothing can be read; any other may be gone, and is noted.
    """
    known = {fold_header(header): header for header in order}
    head, count = _best_row(grid, known)
    if not count:
        where = to_place(grid.name, grid.numbers[0] if grid.numbers else 1, 0)
        fault = CellFault(where, "no row of headers", f"the headers {', '.join(wanted[:6])}, ...")
        return Found(grid, len(grid.rows), {}, [fault])
    row = grid.rows[head]
    columns = {known[folded]: position for position, cell in reversed(list(enumerate(row)))
               if (folded := fold_header(cell)) in known}  # fmt: skip
    found = Found(grid, head, columns)
    _judge(found, row, wanted, needed, known)
    at = [found.columns[header] for header in order if header in found.columns]
    if at != sorted(at):
        found.notes.append(f"{grid.name}: the columns stand in another order; read by their names")
    return found


def _best_row(grid: Grid, known: Mapping[str, str]) -> tuple[int, int]:
    counts = [
        len({fold_header(cell) for cell in row} & known.keys()) for row in grid.rows[:SEARCHED_ROWS]
    ]
    best = max(counts, default=0)
    return (counts.index(best), best) if best * 3 >= len(known) else (0, 0)


def _judge(
    found: Found, row: Sequence[str], wanted: Sequence[str], needed: Collection[str],
    known: Mapping[str, str],
) -> None:  # fmt: skip
    number, name = found.grid.numbers[found.header_at], found.grid.name
    folded = [fold_header(cell) for cell in row]
    for header in (h for h in wanted if folded.count(fold_header(h)) > 1):
        place = to_place(name, number, found.columns[header])
        found.faults.append(CellFault(place, f'the header "{header}" twice', "it once"))
    strange = [(position, cell) for position, cell in enumerate(row)
               if fold_header(cell) not in (*known, MARKER)]  # fmt: skip
    gone = [header for header in wanted if header not in found.columns]
    lost = [header for header in gone if header in needed]
    listed = ", ".join(f'"{header}"' for header in lost or gone)
    if lost and strange:
        place = to_place(name, number, strange[0][0])
        found.faults.append(CellFault(place, f"the header {quote(strange[0][1])}", listed))
    elif lost:
        found.faults.append(CellFault(f"{name}!{number}:{number}", "no such header", listed))
    elif gone:
        found.notes.append(f"{name}: the column {listed} is not there; nothing was read for it")
    if not lost:
        more = ", ".join(quote(cell) for _, cell in strange)
        found.notes += [f"{name}: a column that is not ours, not read: {more}"] if more else []
