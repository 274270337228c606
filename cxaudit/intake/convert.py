"""One column of cells as typed values, by the declared type; bad cells keep their reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cxaudit.canon import ColumnType
from cxaudit.errors import ClientDataError
from cxaudit.intake.dates import read_moment, settle_order, to_utc, zone_of
from cxaudit.intake.form import Choice, Field, Question
from cxaudit.intake.grid import Native
from cxaudit.intake.mask import mask_addresses
from cxaudit.intake.words import missing_words, truth_words

BELOW_LIMIT = re.compile(r"<\s?\d+")
SUFFIX = re.compile(r"\s*\([^()]*\)$")
SHOWN = 40


@dataclass(frozen=True)
class Frame:
    """What the conversion of a column needs besides its cells.

    ``column`` and ``header`` name it in the model and in the file; ``timezone`` is that of
    moments written without one; ``answers`` are the firm's, by question id.
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


@dataclass
class Converted:
    """Values in row order, None where nothing is said; faults by row; what must be asked."""

    values: list[Any]
    faults: dict[int, str] = field(default_factory=dict)
    missing: int = 0
    question: Question | None = None
    notes: tuple[str, ...] = ()


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
    unsaid = {key for key, value in meaning.items() if value is None}
    unsaid = {key for key in unsaid if (key if isinstance(key, str) else key[1]).strip()}
    done.missing = sum(map(unsaid.__contains__, keys)) if unsaid else 0
    return done


def bad(frame: Frame, cell: str, wanted: str) -> Bad:
    """Return the fault of a cell; its text is shown only where it cannot name a person."""
    shown = "" if frame.personal else f" '{mask_addresses(cell.strip())[:SHOWN]}'"
    return Bad(f"{frame.header}:{shown} is not {wanted}")


def take_answer(frame: Frame, topic: str, choices: tuple[Choice, ...]) -> str | None:
    """Return the answer to a question about the column, or about the whole file."""
    for name in (f"{frame.column}.{topic}", topic):
        if name in frame.answers:
            return check_answer(name, frame.answers[name], choices)
    return None


def check_answer(name: str, answer: str, choices: Sequence[Choice]) -> str:
    """Return the answer if it is one of the choices; raises ClientDataError."""
    values = [choice.value for choice in choices]
    if values and answer not in values:
        raise ClientDataError(
            f"the answer to {name} is not one of the choices",
            found=answer[:60],
            wanted=" or ".join(values),
            next=f"--answer {name}={values[0]}",
        )
    return answer


def to_text(cells: Sequence[str], frame: Frame) -> Converted:
    """Return text, trimmed, as typed; only the first line where the form says so."""
    spec = frame.spec

    def parse(cell: str) -> str | None:
        text = cell.strip()
        if spec.first_line:
            text = text.split("\n", 1)[0].strip()
        return text or spec.blank

    done = apply(cells, parse)
    done.missing = 0
    return done


def to_meaning(cells: Sequence[str], frame: Frame, by: Sequence[str] | None = None) -> Converted:
    """Return what printed words mean: the form's values, then the table's own words.

    ``by`` holds the cells whose value chooses among ``values_for``; what was read as what is
    then said in the notes. A word that is not known is a fault, never a default.
    """
    plain = _to_lookup(frame.spec.values, frame)
    chosen = {fold_word(n): _to_lookup(v, frame) for n, v in frame.spec.values_for.items()}

    def find(cell: str, lookup: Mapping[str, str]) -> Any:
        word = fold_word(cell)
        known = lookup.get(word) or lookup.get(fold_word(SUFFIX.sub("", cell)))
        if known:
            return known
        if is_missing(cell):
            return frame.spec.blank
        return bad(frame, cell, "one of " + ", ".join(sorted(set(lookup.values()))))

    if by is None:
        return apply(cells, lambda cell: find(cell, plain))
    joined = [f"{fold_word(name)}\x1f{cell}" for name, cell in zip(by, cells, strict=True)]

    def find_for(pair: str) -> Any:
        name, _, cell = pair.partition("\x1f")
        return find(cell, plain | chosen.get(name, {}))

    done = apply(joined, find_for)
    read = {(cell.strip(), value) for cell, value in zip(cells, done.values, strict=True) if value}
    shown = ", ".join(f"{cell[:SHOWN]} = {value}" for cell, value in sorted(read)[:SHOWN])
    done.notes = (f"'{frame.header}' read as: {shown}",) if shown else ()
    return done


def fold_word(text: str) -> str:
    """Return a word without case, with one plain space for spaces, dashes and underscores."""
    return re.sub(r"[\s_\-–—/]+", " ", text).strip().casefold()


def _to_lookup(values: Mapping[str, Sequence[str]], frame: Frame) -> dict[str, str]:
    own = tuple(values) if not frame.allowed else frame.allowed
    lookup = {fold_word(name): name for name in own}
    lookup |= {fold_word(word): name for name, words in values.items() for word in words}
    prefix = f"{frame.column}:"
    told = {n.removeprefix(prefix): a for n, a in frame.answers.items() if n.startswith(prefix)}
    choices = [Choice(value=name, label=name) for name in own]
    return lookup | {fold_word(w): check_answer(prefix + w, a, choices) for w, a in told.items()}


def to_truth(cells: Sequence[str], frame: Frame) -> Converted:
    """Return true or false from the words for yes and no."""
    own = {fold_word(w): n == "true" for n, ws in frame.spec.values.items() for w in ws}
    words = truth_words() | own

    def parse(cell: str) -> Any:
        word = fold_word(cell)
        if word in words:
            return words[word]
        if is_missing(cell):
            return {"true": True, "false": False}.get(frame.spec.blank or "")
        return bad(frame, cell, "yes or no")

    return apply(cells, parse)


ORDERS = (
    Choice(value="dmy", label="day first: 03/04/2024 is 3 April"),
    Choice(value="mdy", label="month first: 03/04/2024 is 4 March"),
)


def to_dates(cells: Sequence[str], frame: Frame) -> Converted:
    """Return dates, or moments in UTC, by ``frame.kind``; the order is settled by the column."""
    order = frame.spec.order or settle_order(c for c in set(cells) if c.__class__ is not Native)
    if order in ("ask", "conflict"):
        answer = take_answer(frame, "date_order", ORDERS)
        if answer is None:
            return Converted([None] * len(cells), question=_ask_order(frame, order, cells))
        order = answer  # type: ignore[assignment]
    is_date = frame.kind == "date"

    def parse(cell: str) -> Any:
        if is_missing(cell):
            return None
        found = read_moment(cell, order, epoch_1904=frame.epoch_1904)
        if found is None:
            return bad(frame, cell, "a date that exists between 1900 and 2100")
        return _to_day(found[0], frame) if is_date else to_utc(found[0], frame.timezone)

    return apply(cells, parse)


def _to_day(moment: datetime, frame: Frame) -> Any:
    local = moment.astimezone(zone_of(frame.timezone)) if moment.tzinfo else moment
    return local.date()


def _ask_order(frame: Frame, order: str, cells: Sequence[str]) -> Question:
    example = next(cell.strip() for cell in cells if settle_order([cell]) not in ("any",))
    why = "nothing in the column tells" if order == "ask" else "the column holds both orders"
    return Question(
        id=f"{frame.column}.date_order",
        column=frame.header,
        ask=f"Does the day or the month stand first in '{frame.header}'? "
        f"An example is {example[:SHOWN]}, and {why}. (date_order answers for every column.)",
        choices=ORDERS,
    )
