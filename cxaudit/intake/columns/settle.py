"""What holds for a whole column of numbers: decimal sign, scale and unit; asked where unclear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cxaudit.intake.ask.answers import peek
from cxaudit.intake.ask.question import Choice, Question
from cxaudit.intake.columns.convert import Frame, is_missing, take_answer, tell_unused
from cxaudit.intake.source.grid import Native
from cxaudit.intake.values.numerals import (
    DecimalSign,
    Numeral,
    settle_decimal,
    to_decimal,
    to_plain_decimal,
)
from cxaudit.intake.values.units import FACTORS

WHOLE = ("int", "count")
SIGNS = (
    Choice(value="point", label="the point is the decimal sign: 1.234 is a little over one"),
    Choice(value="comma", label="the comma is the decimal sign: 1.234 is over a thousand"),
)
SCALES = (
    Choice(value="fraction", label="fractions: 0.125 means an eighth"),
    Choice(value="percent", label="percent: 12.5 means an eighth"),
)
FEES = (
    Choice(value="bps", label="basis points: 0.35 means 0.0035 % of the assets a year"),
    Choice(value="percent", label="percent: 0.35 means 35 basis points of the assets a year"),
)
UNITS = (
    Choice(value="one", label="whole units: 1,250 is 1,250"),
    Choice(value="thousand", label="thousands: 1,250 is 1,250,000"),
    Choice(value="million", label="millions: 1,250 is 1,250,000,000"),
    Choice(value="billion", label="billions: 1.25 is 1,250,000,000"),
)
SMALLEST_FEE_BPS = 3
SAYS_BPS = re.compile(r"bps?\b|basis", re.I)
SHOWN = 40


@dataclass
class Held:
    """What was settled of a column: sign, scale of bare numbers, factor; what stays open."""

    sign: DecimalSign = "point"
    scale: str = "fraction"
    factor: Decimal = Decimal(1)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    settled: dict[str, tuple[str, str]] = field(default_factory=dict)


def settle(cells: Sequence[str], numerals: Sequence[Numeral], frame: Frame) -> Held:
    """Settle a column from all its cells and the answers, never from one cell."""
    held = Held()
    held.factor = to_factor(frame.spec.scale)
    if frame.kind not in WHOLE or frame.spec.scale or (frame.note and frame.note.scale):
        _settle_sign(numerals, frame, held)
    if frame.kind in ("share", "bps") and not frame.spec.scale and not held.questions:
        _settle_scale(cells, numerals, frame, held)
    if frame.note and frame.note.scale and not frame.spec.scale:
        _settle_unit(numerals, frame, held)
    return held


def to_factor(scale: str | None) -> Decimal:
    """Return what a scale such as 3600 or 1/60 multiplies by."""
    top, _, bottom = (scale or "1").partition("/")
    return Decimal(top) / Decimal(bottom or 1)


def _settle_sign(numerals: Sequence[Numeral], frame: Frame, held: Held) -> None:
    if frame.decimal in ("point", "comma"):
        held.sign = frame.decimal  # type: ignore[assignment]
        return
    settled = settle_decimal(numeral.body for numeral in numerals)
    if settled in ("point", "comma"):
        held.sign = settled  # type: ignore[assignment]
        if any("." in n.body or "," in n.body for n in numerals):
            held.settled["decimal"] = (settled, "file")
            held.notes += tell_unused(frame, "decimal", settled)
        return
    answer = take_answer(frame, "decimal", SIGNS, recall=settled == "ask")
    if answer:
        held.sign, held.settled["decimal"] = answer[0], answer  # type: ignore[assignment]
        return
    example = next(n.body for n in numerals if settle_decimal([n.body]) == "ask" or "," in n.body)
    why = "no number of the column tells" if settled == "ask" else "its numbers need both signs"
    ask = f"Which sign is the decimal one in '{frame.header}'? One of its numbers is "
    held.questions.append(
        Question(
            id=f"{frame.column}.decimal", column=frame.header, choices=SIGNS, for_all="decimal",
            ask=f"{ask}{example[:SHOWN]}, and {why}.", example=example[:SHOWN],
        )
    )  # fmt: skip


def _settle_scale(
    cells: Sequence[str], numerals: Sequence[Numeral], frame: Frame, held: Held
) -> None:
    """Settle what bare numbers of a share or a fee are; ask where signs are mixed or sizes odd.

    An answer about the column itself always holds. A remembered "percent" does not where every
    number is at most one: the tool may have changed to fractions.
    """
    bare = [to_decimal(n.body, held.sign) for n in numerals if not n.percent]
    bare += [to_plain_decimal(c) for c in set(cells) if c.__class__ is Native and not is_missing(c)]
    found = [number for number in bare if number is not None]
    usual, choices = ("fraction", SCALES) if frame.kind == "share" else ("bps", FEES)
    held.scale = usual
    if not found:
        return
    is_clear = not _looks_otherwise(found, numerals, frame)
    answered = peek(frame.answers, f"{frame.column}.scale")
    if not is_clear and answered is None and SAYS_BPS.search(frame.header):
        held.notes.append(
            f"'{frame.header}': no fee reaches {SMALLEST_FEE_BPS} basis points; should they be "
            f"percent, import with --answer {frame.column}.scale=percent"
        )
        return
    if is_clear and (answered is None or answered.value == usual):
        return
    answer = take_answer(frame, "scale", choices, recall=not is_clear)
    if answer:
        held.scale, held.settled["scale"] = answer[0], answer
        return
    held.questions.append(_ask_scale(frame, max(found), is_clear, choices))


def _looks_otherwise(found: Sequence[Decimal], numerals: Sequence[Numeral], frame: Frame) -> bool:
    """Tell whether the sizes of bare numbers leave their scale open."""
    if frame.kind == "share":
        return any(n.percent for n in numerals) or any(number > 1 for number in found)
    fees = [number for number in found if number]
    return any(n % 1 for n in fees) and all(abs(n) < SMALLEST_FEE_BPS for n in fees)


def _ask_scale(
    frame: Frame, largest: Decimal, is_clear: bool, choices: tuple[Choice, ...]
) -> Question:
    kinds = "fractions or percent" if choices is SCALES else "basis points or percent"
    before = " They were answered to be percent before, and now none is above one." * is_clear
    return Question(
        id=f"{frame.column}.scale", column=frame.header, choices=choices,
        for_all="scale" if choices is SCALES else None,
        example=f"{largest:f}",
        ask=f"Are the numbers without a percent sign in '{frame.header}' {kinds}? "
        f"The largest is {largest:f}.{before}",
    )  # fmt: skip


def _settle_unit(numerals: Sequence[Numeral], frame: Frame, held: Held) -> None:
    """Ask what a note such as (EUR k) means for the numbers: a factor of a thousand is at stake."""
    assert frame.note is not None
    answer = take_answer(frame, "unit", UNITS)
    if answer:
        held.factor *= Decimal(FACTORS[answer[0]])
        held.settled["unit"] = answer
        return
    example = next((n.body for n in numerals), "")
    shown = f" One of its numbers is {example[:SHOWN]}." if example else ""
    ask = f"In which unit are the numbers of '{frame.header}'? A note says '{frame.note.text}'."
    held.questions.append(
        Question(
            id=f"{frame.column}.unit", column=frame.header, choices=UNITS, for_all="unit",
            ask=f"{ask[:300]}{shown}", example=example[:SHOWN] or None,
        )
    )  # fmt: skip
