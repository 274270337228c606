"""Every data line of a table: kept, set aside with a reason, blank, or a totals row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Located
from cxaudit.intake.source.grid import Grid, fold_header, is_blank
from cxaudit.intake.values.mask import mask_personal
from cxaudit.intake.values.words import load_words

RECORDS = re.compile(r"\s*\(\d[\d.,]* records?\)\s*$", re.IGNORECASE)
NUMERIC = ("int", "count", "money", "seconds", "minutes", "rate", "share", "bps")
BESIDE_TOTALS = ("ccy", "src_system")


@dataclass(frozen=True)
class RowAccount:
    """Data lines by what became of them; the four always add up to ``total_in``."""

    total_in: int = 0
    imported: int = 0
    set_aside: int = 0
    blank: int = 0
    totals: int = 0

    def __post_init__(self) -> None:
        if self.total_in != self.imported + self.set_aside + self.blank + self.totals:
            raise AssertionError(f"rows do not add up: {self}")

    def __add__(self, other: RowAccount) -> RowAccount:
        return RowAccount(
            self.total_in + other.total_in,
            self.imported + other.imported,
            self.set_aside + other.set_aside,
            self.blank + other.blank,
            self.totals + other.totals,
        )

    def to_json(self) -> dict[str, int]:
        """Return in, imported, set_aside, blank, totals."""
        return {
            "in": self.total_in,
            "imported": self.imported,
            "set_aside": self.set_aside,
            "blank": self.blank,
            "totals": self.totals,
        }


@dataclass(frozen=True)
class SetAside:
    """Rows left out: where they stand in the file, why, and how many one entry stands for."""

    row: int
    reason: str
    place: str = ""
    count: int = 1

    def to_json(self) -> dict[str, object]:
        """Return row, reason and, in a file with several tables, the place."""
        return {"row": self.row, "reason": self.reason} | (
            {"place": self.place} if self.place else {}
        )


@dataclass
class Sorted:
    """The data lines of one section, sorted: those to convert, and what the others are.

    ``totals_rows``: number and cells of the totals rows, to be checked against the sums.
    """

    rows: list[Sequence[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    blank: int = 0
    totals: int = 0
    totals_rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)


def sort_rows(form: Form, place: Located, grid: Grid) -> Sorted:
    """Sort the lines below a header; nothing is judged by its values yet.

    A totals row has a total label under the key column (or alone on the line, or anywhere where
    the key is blank) and no other text; with ``form.total_is_dimension`` its key repeats the
    header. Lines that do not fit the header are set aside, and so are footers and rows that
    ``form.keep`` does not let in.
    """
    done = Sorted()
    width = len(place.header)
    while width and not place.header[width - 1]:
        width -= 1
    keep = to_kept(form, place)
    key = place.columns.get(form.total_key or "", (0,))[0]
    texts = _text_positions(form, place, key)
    dimension = fold_header(place.header[key]) if form.total_is_dimension else None
    span = slice(place.header_at + 1, place.end)
    for number, row in zip(grid.numbers[span], grid.rows[span], strict=True):
        if is_blank(row):
            done.blank += 1
        elif _is_totals(row, key, texts, dimension):
            done.totals += 1
            done.totals_rows.append((number, row))
        elif reason := _reason_against(row, width, keep):
            done.set_aside.append(SetAside(number, reason, grid.place))
        else:
            done.rows.append(row)
            done.numbers.append(number)
    return done


def _text_positions(form: Form, place: Located, key: int) -> tuple[int, ...]:
    part = form.parts[place.section]
    return tuple(
        positions[0]
        for name, positions in place.columns.items()
        if positions[0] != key
        and name not in BESIDE_TOTALS
        and form.type_of(name, part.columns[name]) not in NUMERIC
    )


def _is_totals(row: Sequence[str], key: int, texts: Iterable[int], dimension: str | None) -> bool:
    cell = row[key] if len(row) > key else ""
    if dimension is not None and fold_header(cell) == dimension:
        return True
    if is_total_label(cell):
        return all(_says_nothing(row, position) for position in texts)
    if cell.strip() or not any(map(is_total_label, row)):
        return False
    return len(row) - row.count("") == 1 or all(_says_nothing(row, place) for place in texts)


def _says_nothing(row: Sequence[str], position: int) -> bool:
    cell = row[position].strip() if position < len(row) else ""
    return cell in ("", "-", "--") or is_total_label(cell)


def is_total_label(cell: str) -> bool:
    """Tell whether a cell says that its row is a total."""
    if len(cell) > 60:
        return False
    plain = RECORDS.sub("", cell) if cell.endswith(")") else cell
    return plain.replace(" ", "").isalpha() and fold_header(plain) in _total_labels()


@cache
def _total_labels() -> frozenset[str]:
    return frozenset(map(fold_header, load_words().totals))


def _is_footer(row: Sequence[str]) -> bool:
    if len(row) - row.count("") > 2:
        return False
    first = next(cell for cell in row if cell.strip())
    return first.strip().casefold().startswith(load_words().footers)


def to_kept(form: Form, place: Located) -> list[tuple[int, str, frozenset[str]]]:
    """Return position, header and folded values of every column by which rows are kept."""
    folded = [fold_header(cell) for cell in place.header]
    return [
        (folded.index(fold_header(header)), header, frozenset(map(fold_header, values)))
        for header, values in form.keep.items()
        if fold_header(header) in folded
    ]


def _reason_against(
    row: Sequence[str], width: int, keep: list[tuple[int, str, frozenset[str]]]
) -> str | None:
    if _is_footer(row):
        return "footer line"
    if len(row) != width and (len(row) < width or not is_blank(row[width:])):
        return f"the row has {len(row)} cells, the header {width}"
    for position, header, values in keep:
        if fold_header(row[position]) not in values:
            told = mask_personal(row[position].strip())[:60] or "blank"
            return f"{header} is not one that this import reads: {told}"
    return None
