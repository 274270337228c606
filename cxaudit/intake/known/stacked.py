"""Tables of one file that an export reads as one: members of an archive, sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.intake.known.form import Form, load_forms
from cxaudit.intake.known.recognise import Match, find_matches, match_form
from cxaudit.intake.source.grid import Grid, fold_header
from cxaudit.intake.source.unfit import Unfit


def stack_tables(grids: Sequence[Grid]) -> list[Grid]:
    """Return the tables, those that one export reads across the file put into one.

    It stands where the first of them stood, under the headers of all; its lines are numbered
    through, from 1. A cell whose header the own table lacks is blank. Raises Unfit where one is
    a long sheet, of which only the head is at hand.
    """
    left = list(grids)
    for form in load_forms().values():
        if form.across:
            left = _stack(form, left)
    return left


def _stack(form: Form, grids: Sequence[Grid]) -> list[Grid]:
    found = {at: match for at, grid in enumerate(grids) if (match := _match(form, grid))}
    if len(found) < 2:
        return list(grids)
    if any(match.grid.reader for match in found.values()):
        raise Unfit("its sheets are one table")
    first = min(found)
    stacked = _join(list(found.values()))
    return [
        stacked if at == first else grid
        for at, grid in enumerate(grids)
        if at == first or at not in found
    ]


def _match(form: Form, grid: Grid) -> Match | None:
    match = match_form(form, grid)
    best = [found.form.format for found in find_matches(grid)] if match else []
    return match if best == [form.format] else None


def _join(matches: Sequence[Match]) -> Grid:
    headers: dict[str, str] = {}
    for match in matches:
        for header in match.located[0].header:
            headers.setdefault(fold_header(header), header)
    rows: list[Sequence[str]] = [tuple(headers.values())]
    for match in matches:
        place = match.located[0]
        at = {fold_header(header): position for position, header in enumerate(place.header)}
        places = [at.get(header) for header in headers]
        for row in match.grid.rows[place.header_at + 1 : place.end]:
            rows.append([row[p] if p is not None and p < len(row) else "" for p in places])
    grid = matches[0].grid
    name = " + ".join(match.grid.place for match in matches)
    return Grid(
        rows, range(1, len(rows) + 1), name=name, encoding=grid.encoding,
        delimiter=grid.delimiter, epoch_1904=grid.epoch_1904,
    )  # fmt: skip
