"""A file's own totals row and rate columns, beside what its rows give: differences are told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any

from cxaudit.intake.columns.quantities import to_numbers
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.columns.settle import to_factor
from cxaudit.intake.known.form import Form, Rate
from cxaudit.intake.known.recognise import Located
from cxaudit.intake.source.grid import fold_header
from cxaudit.intake.values.numerals import DecimalSign, settle_decimal, take_apart, to_decimal
from cxaudit.wording import show_count, show_number

ADDED = ("count", "money", "minutes", "seconds")
NOT_ADDED = re.compile(
    r"unique|users?$|followers|listeners|viewers|audience|reach_|^length|average|avg|per_|_rate|"
    r"median|share|days$|^fx_|duration$"
)
DIGITS_OF_FLOATS = 12
ROUNDED = Decimal("0.000001")


@dataclass(frozen=True)
class Check:
    """One comparison of what a file prints with what its rows give.

    ``differ`` of ``compared`` figures do not agree; ``first``: row, printed and computed of the
    first of them.
    """

    what: str
    against: str
    compared: int
    differ: int
    first: tuple[int, str, str] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what, against, compared, differ and the first difference."""
        names = ("row", "printed", "computed")
        first = dict(zip(names, self.first, strict=True)) if self.first else None
        return {"what": self.what, "against": self.against, "compared": self.compared,
                "differ": self.differ, "first": first}  # fmt: skip

    @property
    def in_words(self) -> str:
        """Return the difference as one line; "" where there is none."""
        if not self.differ or not self.first:
            return ""
        row, printed, computed = self.first
        if self.compared == 1:
            return f"{self.what}: the file says {printed} in row {row}, its rows give {computed}"
        return (
            f"{self.what} differs from {self.against} in {self.differ:,} of {self.compared:,} "
            f"rows: in row {row} the file says {printed}, its counts give {computed}"
        )


def check_totals(typed: Typed, form: Form, place: Located) -> list[Check]:
    """Compare the last totals row with the sums of the rows that were kept, column by column.

    Only what adds up is compared: not rates, lengths or persons, whom two rows may share.
    """
    if not typed.sorted.totals_rows or form.keep:
        return []
    number, row = typed.sorted.totals_rows[-1]
    left = len(typed.sorted.rows) - len(typed.numbers) + len(typed.sorted.set_aside)
    checks = []
    for name, frame in typed.frames.items():
        positions = place.columns.get(name, ())
        if frame.kind not in ADDED or NOT_ADDED.search(name) or not positions:
            continue
        cell = row[positions[0]] if positions[0] < len(row) else ""
        printed = _read_total(cell, typed, name) if cell.strip() else None
        values = [value for value in typed.columns[name] if value is not None]
        if printed is None or not values:
            continue
        total = sum(values)
        differs = abs(total - printed) > (0 if frame.kind == "count" else printed * ROUNDED)
        unit = to_factor(frame.spec.scale)
        first = (number, _show(printed / unit), _show(total / unit)) if differs else None
        aside = f" ({show_count(left, 'row')} left out)" if left else ""
        what = f"total of '{frame.header}'{aside}"
        checks.append(Check(what, "sum of the rows", 1, int(differs), first))
    return checks


def _read_total(cell: str, typed: Typed, name: str) -> Any:
    sign = typed.settled.get(name, {}).get("decimal", (None, ""))[0]
    frame = replace(typed.frames[name], decimal=sign or typed.frames[name].decimal)
    return to_numbers([cell], frame).values[0]


def _show(number: Decimal) -> str:
    return show_number(number, 0 if number == int(number) else 2)


def check_rates(typed: Typed, form: Form, place: Located) -> list[Check]:
    """Compare each rate column that the form explains with the quotient of its own counts.

    A printed rate agrees when the quotient rounds to it at the digits printed.
    """
    folded = [fold_header(cell) for cell in place.header]
    checks = []
    for header, rate in form.rates.items():
        at = next((folded.index(f) for h in (header, *rate.also)
                   if (f := fold_header(h)) in folded), None)  # fmt: skip
        if at is None or any(name not in typed.columns for name in (*rate.of, rate.per)):
            continue
        rows = dict(zip(typed.sorted.numbers, typed.sorted.rows, strict=True))
        cells = [rows[number][at] for number in typed.numbers if number in rows]
        if len(cells) != len(typed.numbers):
            continue
        found = _compare(cells, typed, rate)
        if found is not None:
            against = f"{' + '.join(rate.of)} / {rate.per}".replace("_", " ")
            checks.append(Check(f"'{place.header[at]}'", against, *found))
    return checks


def _compare(
    cells: Sequence[str], typed: Typed, rate: Rate
) -> tuple[int, int, tuple[int, str, str] | None] | None:
    """Return rows compared, rows that differ and the first of them, at the scale that fits best."""
    apart = {cell: take_apart(cell.strip()) for cell in set(cells)}
    bodies = [numeral.body for numeral in apart.values() if numeral]
    settled = settle_decimal(bodies)
    sign: DecimalSign = "comma" if settled == "comma" else "point"
    is_marked = any(numeral and numeral.percent for numeral in apart.values())
    best = None
    for factor in (Decimal(100),) if is_marked else (Decimal(rate.scale), Decimal(100)):
        compared, wrong = 0, []
        for index, cell in enumerate(cells):
            numeral = apart[cell]
            printed = to_decimal(numeral.body, sign) if numeral else None
            computed = _divide(typed.columns, index, rate)
            if printed is None or computed is None:
                continue
            compared += 1
            digits = min(max(-printed.as_tuple().exponent, 0), DIGITS_OF_FLOATS)  # type: ignore[operator]
            if abs(computed * factor - printed) > Decimal(5).scaleb(-digits - 1):
                wrong.append((typed.numbers[index], cell.strip()[:20], computed * factor, digits))
        if compared and (best is None or len(wrong) < best[1]):
            best = (compared, len(wrong), _first(wrong, "%" if is_marked else ""))
    return best


def _first(wrong: list[tuple[int, str, Decimal, int]], mark: str) -> tuple[int, str, str] | None:
    if not wrong:
        return None
    row, printed, computed, digits = wrong[0]
    return row, printed, f"{computed:.{min(digits, 6)}f}{mark}"


def _divide(columns: Mapping[str, Sequence[Any]], index: int, rate: Rate) -> Decimal | None:
    parts = [columns[name][index] for name in rate.of]
    whole = columns[rate.per][index]
    if not whole or any(part is None for part in parts):
        return None
    with localcontext(prec=30):
        return Decimal(sum(parts)) / Decimal(whole)
