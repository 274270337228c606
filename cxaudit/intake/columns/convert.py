"""One column of cells as typed values, by the declared type; bad cells keep their reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cxaudit.canon import ColumnType
from cxaudit.intake.ask.answers import is_recalled, peek, say
from cxaudit.intake.ask.question import Choice, Question, check_answer
from cxaudit.intake.known.form import Field
from cxaudit.intake.source.grid import Native
from cxaudit.intake.values.dates import read_moment, settle_order, to_utc, zone_of
from cxaudit.intake.values.mask import mask_addresses
from cxaudit.intake.values.units import Note
from cxaudit.intake.values.words import missing_words

LOCAL, OFFSET = "local", "offset"
"""A time without a zone, read by the audit's clock; one that names its distance from UTC."""
BELOW_LIMIT = re.compile(r"<\s?\d+")
SHOWN = 40


@dataclass(frozen=True)
class Frame:
    """What the conversion of a column needs besides its cells.

    ``column`` and ``header`` name it in the model and in the file; ``timezone`` is that of
    moments written without one; ``answers`` are the firm's, by question id. ``note``: what the
    header says about unit and currency behind its name.
    """

    column: str
    header: str
    kind: ColumnType
    spec: Field = field(default_factory=Field)
    timezone: str = "UTC"
    answers: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None
    epoch_1904: bool = False
    personal: bool = False
    allowed: tuple[str, ...] = ()
    note: Note | None = None


@dataclass
class Converted:
    """Values in row order, None where nothing is said; faults by row; what must be asked.

    ``missing``: how many cells say that there is no value; ``reasons``: how many say why.
    ``settled``: topic -> what holds for the whole column, and how that is known: "file" (its own
    cells show it), "given" or "recalled". ``marks``: currencies written beside the numbers.
    ``clocks``: how its moments were placed in time, of LOCAL and OFFSET.
    """

    values: list[Any]
    faults: dict[int, str] = field(default_factory=dict)
    missing: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    question: Question | None = None
    more_questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    settled: dict[str, tuple[str, str]] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    clocks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Bad:
    """A cell that is not what the column holds, and why."""

    reason: str


def is_missing(cell: str) -> bool:
    """Tell whether a cell that is not text says that there is no value."""
    if cell[:1].isdigit():
        return False
    plain = cell.strip().casefold()
    return not plain or plain in missing_words() or BELOW_LIMIT.fullmatch(plain) is not None


def apply(cells: Sequence[str], parse: Callable[[str], Any]) -> Converted:
    """Run a parser over the cells, once for every different one."""
    if Native in set(map(type, cells)):
        keys: Sequence[Any] = list(zip(map(type, cells), cells, strict=True))
        meaning = {key: parse(key[1] if key[0] is str else key[0](key[1])) for key in set(keys)}
    else:
        keys, meaning = cells, {cell: parse(cell) for cell in set(cells)}
    done = Converted(list(map(meaning.__getitem__, keys)))
    if Bad in set(map(type, meaning.values())):
        for index, value in enumerate(done.values):
            if value.__class__ is Bad:
                done.faults[index] = value.reason
                done.values[index] = None
    unsaid = {key: why_missing(key if isinstance(key, str) else key[1])
              for key, value in meaning.items() if value is None}  # fmt: skip
    if any(unsaid.values()):
        done.reasons = Counter(reason for key in keys if (reason := unsaid.get(key)))
        done.missing = sum(done.reasons.values())
    return done


def why_missing(cell: str) -> str:
    """Return why a cell without a value has none; "" for a blank one."""
    plain = cell.strip().casefold()
    below = "held back below a limit" if BELOW_LIMIT.fullmatch(plain) else "no value"
    return missing_words().get(plain, below) if plain else ""


def bad(frame: Frame, cell: str, wanted: str) -> Bad:
    """Return the fault of a cell; its text is shown only where it cannot name a person."""
    shown = "" if frame.personal else f" '{mask_addresses(cell.strip())[:SHOWN]}'"
    return Bad(f"{frame.header}:{shown} is not {wanted}")


def take_answer(
    frame: Frame, topic: str, choices: tuple[Choice, ...], *, recall: bool = True
) -> tuple[str, str] | None:
    """Return the answer to a question about the column, or about every column of the file.

    Answers given now go before remembered ones (``recall``), those about the column before those
    about the file. With it comes how it is known: "given" or "recalled".
    """
    names = [name for name in (f"{frame.column}.{topic}", topic) if name in frame.answers]
    for how in ("given", "recalled") if recall else ("given",):
        for name in names:
            if is_recalled(frame.answers, name) == (how == "recalled"):
                return check_answer(name, frame.answers[name], choices), how
    return None


def tell_unused(frame: Frame, topic: str, value: str) -> tuple[str, ...]:
    """Return a line for each answer that the column's own cells contradict; it is not used."""
    told = []
    for name in (f"{frame.column}.{topic}", topic):
        answer = peek(frame.answers, name)
        if answer is not None and answer.value != value:
            when = f", {answer.in_words}," if answer.on or answer.who else ""
            told.append(
                f"'{frame.header}': its own cells show {say(topic, value)}; "
                f"the answer {say(topic, answer.value).partition(': ')[2]}{when} was not used"
            )
    return tuple(told)


def to_text(cells: Sequence[str], frame: Frame) -> Converted:
    """Return text, trimmed, as typed; only the first line where the form says so."""
    spec = frame.spec

    def parse(cell: str) -> str | None:
        text = cell.strip()
        if spec.first_line:
            text = text.split("\n", 1)[0].strip()
        return text or spec.blank

    done = apply(cells, parse)
    done.missing, done.reasons = 0, {}
    return done


ORDERS = (
    Choice(value="dmy", label="day first: 03/04/2024 is 3 April"),
    Choice(value="mdy", label="month first: 03/04/2024 is 4 March"),
)


def to_dates(cells: Sequence[str], frame: Frame) -> Converted:
    """Return dates, or moments in UTC, by ``frame.kind``; the order is settled by the column."""
    order = frame.spec.order or settle_order(c for c in set(cells) if c.__class__ is not Native)
    settled, notes = {}, ()
    if order in ("dmy", "mdy"):
        settled = {"date_order": (order, "file")}
        notes = () if frame.spec.order else tell_unused(frame, "date_order", order)
    elif order in ("ask", "conflict"):
        answer = take_answer(frame, "date_order", ORDERS, recall=order == "ask")
        if answer is None:
            return Converted([None] * len(cells), question=_ask_order(frame, order, cells))
        settled = {"date_order": answer}
        order = answer[0]  # type: ignore[assignment]
    is_date, clocks = frame.kind == "date", set()

    def parse(cell: str) -> Any:
        if is_missing(cell):
            return None
        found = read_moment(cell, order, epoch_1904=frame.epoch_1904)
        if found is None:
            return bad(frame, cell, "a date that exists between 1900 and 2100")
        clocks.add(_to_clock(cell, *found, is_date=is_date))
        return _to_day(found[0], frame) if is_date else to_utc(found[0], frame.timezone)

    done = apply(cells, parse)
    done.settled, done.notes, done.clocks = settled, notes, frozenset(clocks - {""})
    return done


def _to_clock(cell: str, moment: datetime, has_time: bool, *, is_date: bool) -> str:
    """Return how a moment was placed in time; "" where nothing had to be assumed or converted.

    A cell that its source gave a type lies at its moment, whatever zone the source shows it in.
    """
    if moment.tzinfo is None:
        return LOCAL if has_time and not is_date else ""
    return OFFSET if moment.utcoffset() and cell.__class__ is not Native else ""


def _to_day(moment: datetime, frame: Frame) -> Any:
    local = moment.astimezone(zone_of(frame.timezone)) if moment.tzinfo else moment
    return local.date()


def _ask_order(frame: Frame, order: str, cells: Sequence[str]) -> Question:
    example = next(cell.strip() for cell in cells if settle_order([cell]) not in ("any",))
    why = "no date of the column tells" if order == "ask" else "its dates need both orders"
    return Question(
        id=f"{frame.column}.date_order",
        column=frame.header,
        ask=f"Does the day or the month stand first in '{frame.header}'? "
        f"One of its dates is {example[:SHOWN]}, and {why}.",
        choices=ORDERS,
        for_all="date_order",
        example=example[:SHOWN],
    )
