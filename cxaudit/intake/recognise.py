"""Which known export a table is: by its required header names, wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from cxaudit.errors import ClientDataError
from cxaudit.intake.form import Field, Form, Section, load_forms
from cxaudit.intake.grid import Grid, fold_header, is_blank

SEARCHED_ROWS = 120


@dataclass(frozen=True)
class Located:
    """Where one section of a form stands in a grid: header row, first and last data row + 1.

    ``columns``: form column -> the positions of its headers, those of ``also`` behind.
    ``header``: the header row as written. ``unread``: headers that nothing maps.
    """

    section: str
    header_at: int
    end: int
    header: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A form found in a grid, with every section it has there."""

    form: Form
    grid: Grid
    located: tuple[Located, ...]
    score: tuple[int, int] = field(default=(0, 0))


@cache
def known_headers() -> frozenset[str]:
    """Return every header spelling of every form, folded."""
    fields = [f for form in load_forms().values() for p in form.parts.values()
              for f in p.columns.values()]  # fmt: skip
    return frozenset(fold_header(name) for f in fields for name in (*f.header, *f.also))


def count_known(row: Sequence[str]) -> int:
    """Return how many different cells of the row are headers of a known export."""
    return len(known_headers() & {fold_header(cell) for cell in row[:400] if cell})


def find_matches(grid: Grid, form: str | None = None) -> list[Match]:
    """Return the best form of a grid, several where they match equally well, none if unknown.

    ``form`` asks for one format only. A header that a form reads and that stands twice in
    the table raises ClientDataError.
    """
    asked = [load_forms()[form]] if form else load_forms().values()
    folded = _fold_rows(grid)
    found = [match for f in asked if (match := match_form(f, grid, folded)) is not None]
    best = max((match.score for match in found), default=(0, 0))
    matches = [match for match in found if match.score == best]
    for match in matches:
        for place in match.located:
            _refuse_double_headers(match, place)
    return matches


def _fold_rows(grid: Grid) -> list[frozenset[str]]:
    return [frozenset(map(fold_header, row[:4000])) for row in grid.rows[:SEARCHED_ROWS]]


def match_form(
    form: Form, grid: Grid, folded: Sequence[frozenset[str]] | None = None
) -> Match | None:
    """Return where a form's sections stand in a grid; None when a required header lacks."""
    folded = _fold_rows(grid) if folded is None else folded
    located = []
    for name, section in form.parts.items():
        place = _locate(form, name, section, grid, folded)
        if place is None and not section.optional:
            return None
        if place is not None:
            located.append(place)
    read = sum(len(p.columns) for p in located)
    unread = {fold_header(name) for name in form.unread}
    known = sum(fold_header(cell) in unread for p in located for cell in p.header)
    return Match(form, grid, tuple(located), (read + known, len(form.required_headers)))


def _locate(
    form: Form, name: str, section: Section, grid: Grid, folded: Sequence[frozenset[str]]
) -> Located | None:
    if section.grid is not None and fold_header(section.grid) != fold_header(grid.name):
        return None
    must = [frozenset(map(fold_header, f.header)) for f in section.columns.values() if f.required]
    start = _find_title(section.title, grid) if section.title else 0
    if start is None:
        return None
    last = min(len(grid.rows), start + 3 if section.title else SEARCHED_ROWS)
    for index in range(start, last):
        cells = (
            folded[index] if index < len(folded) else frozenset(map(fold_header, grid.rows[index]))
        )
        if all(cells & spellings for spellings in must):
            return _to_located(name, section, grid, index, _find_end(form, grid, index))
    return None


def _find_title(title: str, grid: Grid) -> int | None:
    wanted = fold_header(title)
    for index, row in enumerate(grid.rows):
        if row and fold_header(row[0]) == wanted and is_blank(row[1:]):
            return index
    return None


def _find_end(form: Form, grid: Grid, start: int) -> int:
    titles = {fold_header(p.title) for p in form.parts.values() if p.title}
    if titles:
        for index in range(start + 1, len(grid.rows)):
            row = grid.rows[index]
            if row and fold_header(row[0]) in titles and is_blank(row[1:]):
                return index
    return len(grid.rows)


def _to_located(name: str, section: Section, grid: Grid, index: int, end: int) -> Located:
    header = tuple(cell.strip() for cell in grid.rows[index])
    folded = [fold_header(cell) for cell in header]
    columns = {
        column: positions
        for column, spec in section.columns.items()
        if (positions := _positions(spec, folded)) is not None
    }
    used = {position for positions in columns.values() for position in positions}
    unread = tuple(h for i, h in enumerate(header) if h and i not in used)
    return Located(name, index, end, header, columns, unread)


def _positions(spec: Field, folded: Sequence[str]) -> tuple[int, ...] | None:
    first = next((folded.index(s) for h in spec.header if (s := fold_header(h)) in folded), None)
    if spec.digest and first is None:
        spellings = [fold_header(h) for h in spec.digest]
        return tuple(folded.index(s) for s in spellings if s in folded) or None
    if first is None:
        return None
    also = [folded.index(s) for h in spec.also if (s := fold_header(h)) in folded]
    return (first, *also)


def _refuse_double_headers(match: Match, place: Located) -> None:
    folded = [fold_header(cell) for cell in place.header]
    read = {folded[position] for positions in place.columns.values() for position in positions}
    twice = sorted({h for h, f in zip(place.header, folded, strict=True)
                    if f in read and folded.count(f) > 1})  # fmt: skip
    if twice:
        raise ClientDataError(
            "a header that is read stands more than once",
            place=_place(match.grid, place.header_at),
            found=", ".join(twice),
            wanted="every column to be read under a name of its own",
            next="remove or rename the column that is not meant, then import again",
        )


def _place(grid: Grid, index: int) -> str:
    row = f"row {grid.numbers[index]}"
    return f"{grid.place}, {row}" if grid.place else row


def describe_nearest(grids: Sequence[Grid], form: str | None) -> tuple[str, str] | None:
    """Return the format that a table comes nearest to and the headers that lack, in words."""
    asked = [load_forms()[form]] if form else [f for f in load_forms().values() if not f.refuse]
    best: tuple[float, str, str] | None = None
    for grid in grids:
        for row in grid.rows[:SEARCHED_ROWS]:
            cells = set(map(fold_header, row[:4000]))
            for candidate in asked:
                must = candidate.required_headers
                lacking = [s[0] for s in must if not cells & set(map(fold_header, s))]
                share = 1 - len(lacking) / len(must)
                near = share >= 0.5 and len(must) - len(lacking) >= 2
                if (near or form) and (best is None or share > best[0]):
                    best = (share, candidate.format, ", ".join(lacking))
    return (best[1], best[2]) if best else None
