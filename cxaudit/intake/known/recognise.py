"""Which known export a table is: by its required header names, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from cxaudit.errors import ClientDataError
from cxaudit.intake.known.form import Field, Form, Section, load_forms
from cxaudit.intake.source.grid import Grid, fold_header, is_blank, to_fingerprint
from cxaudit.intake.values.units import strip_note

SEARCHED_ROWS = 120
HAS_NOTE = re.compile(r"[(\[]| in ", re.I)


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


def find_matches(
    grid: Grid, form: str | None = None, mapped: Mapping[str, Form] | None = None
) -> list[Match]:
    """Return the best form of a grid, several where they match equally well, none if unknown.

    ``form`` asks for one format only. ``mapped``: layouts that the firm confirmed for tables of
    its own; the one of exactly these headers goes before every other. A header that a form
    reads and that stands twice in the table raises ClientDataError.
    """
    asked = [load_forms()[form]] if form else load_forms().values()
    folded = _fold_rows(grid)
    own = [
        m for f in (mapped or {}).values() if (m := match_form(f, grid, folded)) and _is_whole(m)
    ]
    found = own if own and not form else [
        match for f in asked if (match := match_form(f, grid, folded)) is not None
    ]  # fmt: skip
    best = max((match.score for match in found), default=(0, 0))
    matches = [match for match in found if match.score == best]
    for match in (match for match in matches if not match.form.refuse):
        for place in match.located:
            _refuse_double_headers(match, place)
    return matches


def _is_whole(match: Match) -> bool:
    """Tell whether a mapping was confirmed for exactly the headers of this table."""
    return any(to_fingerprint(place.header) == match.form.mapping for place in match.located)


def _fold_rows(grid: Grid) -> list[frozenset[str]]:
    return [_fold_row(row[:4000]) for row in grid.rows[:SEARCHED_ROWS]]


def _fold_row(row: Sequence[str]) -> frozenset[str]:
    """Return the cells of a row folded, those with a note on their unit without it too."""
    return frozenset(map(fold_header, row)).union(map(_fold_bare, filter(HAS_NOTE.search, row)))


@lru_cache(maxsize=10_000)
def _fold_bare(cell: str) -> str:
    return fold_header(strip_note(cell)[0])


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
    if not located or not _stands_as_asked(form, grid, located):
        return None
    read = sum(len(p.columns) for p in located)
    unread = {fold_header(name) for name in form.unread}
    known = sum(fold_header(cell) in unread for p in located for cell in p.header)
    return Match(form, grid, tuple(located), (read + known, len(form.required_headers)))


def give_way(matches: Sequence[Match]) -> tuple[list[Match], list[str]]:
    """Return the matches without those that another of the same file makes needless, and why.

    A table without a row below its header makes none needless.
    """
    filled = {m.form.format for m in matches
              if any(len(m.grid.rows) > place.header_at + 1 for place in m.located)}  # fmt: skip
    kept, told = [], []
    for match in matches:
        better = next((name for name in match.form.yields_to if name in filled), None)
        if better is None:
            kept.append(match)
        else:
            said = f"not read: {match.grid.place or match.form.label}: "
            told.append(f"{said}the same file holds it in detail ({better})")
    return kept, told


def _stands_as_asked(form: Form, grid: Grid, located: Sequence[Located]) -> bool:
    """Tell whether the table has no other header and the line above it that the form asks for."""
    if form.whole and any(place.unread for place in located):
        return False
    above = grid.rows[: min(place.header_at for place in located)]
    return form.above is None or any(row and row[0].startswith(form.above) for row in above)


def _locate(
    form: Form, name: str, section: Section, grid: Grid, folded: Sequence[frozenset[str]]
) -> Located | None:
    if section.grid is not None and fold_header(section.grid) != fold_header(grid.name):
        return None
    must = [frozenset(map(fold_header, f.header)) for f in section.columns.values() if f.required]
    start = _find_title(section, grid) if section.title else 0
    if start is None:
        return None
    last = min(len(grid.rows), start + 3 if section.title else SEARCHED_ROWS)
    for index in range(start, last):
        cells = folded[index] if index < len(folded) else _fold_row(grid.rows[index])
        if all(cells & spellings for spellings in must):
            return _to_located(name, section, grid, index, _find_end(form, grid, index))
    return None


def _find_title(section: Section, grid: Grid) -> int | None:
    wanted = set(map(fold_header, section.titles))
    for index, row in enumerate(grid.rows):
        if row and fold_header(row[0]) in wanted and is_blank(row[1:]):
            return index
    return None


def _find_end(form: Form, grid: Grid, start: int) -> int:
    titles = {fold_header(title) for p in form.parts.values() for title in p.titles}
    if titles:
        for index in range(start + 1, len(grid.rows)):
            row = grid.rows[index]
            if row and fold_header(row[0]) in titles and is_blank(row[1:]):
                return index
    return len(grid.rows)


def _to_located(name: str, section: Section, grid: Grid, index: int, end: int) -> Located:
    header = tuple(cell.strip() for cell in grid.rows[index])
    folded = [fold_header(cell) for cell in header]
    bare = [_fold_bare(cell) if HAS_NOTE.search(cell) else "" for cell in header]
    columns = {
        column: positions
        for column, spec in section.columns.items()
        if (positions := _positions(spec, folded, bare)) is not None
    }
    used = {position for positions in columns.values() for position in positions}
    unread = tuple(h for i, h in enumerate(header) if h and i not in used)
    return Located(name, index, end, header, columns, unread)


def _positions(spec: Field, folded: Sequence[str], bare: Sequence[str]) -> tuple[int, ...] | None:
    names = [fold_header(h) for h in spec.header]
    first = next((cells.index(s) for cells in (folded, bare) for s in names if s in cells), None)
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
