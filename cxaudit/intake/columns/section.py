"""One section of a recognised export as typed columns, with the reason for every bad row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cxaudit.canon import Column, ColumnType, load_tables
from cxaudit.errors import ClientDataError
from cxaudit.intake.ask.question import Question
from cxaudit.intake.columns.account import SetAside, Sorted, sort_rows
from cxaudit.intake.columns.convert import (
    Converted,
    Frame,
    to_dates,
    to_text,
)
from cxaudit.intake.columns.meaning import to_meaning, to_truth
from cxaudit.intake.columns.quantities import to_numbers, to_share_lists
from cxaudit.intake.known.form import Field, Form
from cxaudit.intake.known.recognise import Located, Match
from cxaudit.intake.source.grid import fold_header
from cxaudit.intake.source.unfit import Unfit
from cxaudit.intake.values.mask import is_phone, mask_addresses, mask_personal
from cxaudit.intake.values.pseudonym import hide_query, to_pseudonyms
from cxaudit.intake.values.units import Note, find_line_note, strip_note
from cxaudit.intake.wish import Wish
from cxaudit.wording import show_count

FREE_TEXT = ("title", "event_name", "next_step")
PAGES = ("page_path", "value")
CONVERTERS: Mapping[ColumnType, Callable[[Sequence[str], Frame], Converted]] = {
    "str": to_text, "enum": to_meaning, "bool": to_truth, "date": to_dates, "ts": to_dates,
    "shares": to_share_lists,
}  # fmt: skip


@dataclass
class Typed:
    """Typed columns of one section, a value a row that is kept; what the others are is told.

    ``frames``: how each column was read. ``settled``, ``marks`` and ``clocks`` by column, as in
    Converted.
    ``stored``: what holds the rows where they are too many for lists.
    """

    section: str
    kinds: dict[str, ColumnType]
    columns: dict[str, list[Any]]
    numbers: list[int]
    sorted: Sorted
    set_aside: list[SetAside] = field(default_factory=list)
    supplied: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    invalid: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    frames: dict[str, Frame] = field(default_factory=dict)
    settled: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clocks: dict[str, frozenset[str]] = field(default_factory=dict)
    stored: Any = None


def read_section(match: Match, place: Located, wish: Wish) -> Typed:
    """Convert the data lines of one section; bad rows are set aside with column and reason.

    A grid that holds only the head of its table brings its own reader.
    """
    form, grid = match.form, match.grid
    if grid.reader is not None:
        return grid.reader(match, place, wish)
    if form.is_nested:
        raise Unfit("lists and records inside a table are read from Parquet only")
    lines = sort_rows(form, place, grid)
    typed = Typed(place.section, {}, {}, [], lines)
    faults: dict[int, list[str]] = {}
    for name, spec in form.parts[place.section].columns.items():
        positions = place.columns.get(name)
        if positions is None and spec.is_ is None:
            continue
        frame = to_frame(match, place, name, spec, wish)
        done = convert_cells(lines.rows, positions or (), frame, place, wish)
        typed.kinds[name] = frame.kind
        typed.columns[name] = done.values
        typed.supplied.add(name)
        note_column(typed, frame, done)
        for index, reason in done.faults.items():
            faults.setdefault(index, []).append(reason)
    _derive_internal(typed, match, place, wish)
    _drop_faulty(typed, faults, grid.place)
    return typed


def to_frame(match: Match, place: Located, name: str, spec: Field, wish: Wish) -> Frame:
    """Return what the conversion of one column of a section needs."""
    form = match.form
    positions = place.columns.get(name, ())
    column = _canonical_column(form, name)
    kind = form.type_of(name, spec)
    header = place.header[positions[0]] if positions else name
    return Frame(
        column=name,
        header=header,
        kind=kind,
        spec=spec,
        timezone=spec.zone or wish.timezone,
        answers=wish.answers,
        decimal=form.decimal,
        epoch_1904=match.grid.epoch_1904,
        personal=bool(spec.personal if spec.personal is not None else column and column.personal),
        allowed=column.values if column and kind == "enum" else (),
        note=_find_note(kind, header, match, place),
    )


def _find_note(kind: ColumnType, header: str, match: Match, place: Located) -> Note | None:
    """Return what the header says about unit and currency; of amounts also a line above."""
    if kind not in ("money", "count"):
        return None
    note = strip_note(header)[1]
    above = match.grid.rows[: place.header_at] if kind == "money" else ()
    return note if note and note.scale else find_line_note(above) or note


def _canonical_column(form: Form, name: str) -> Column | None:
    return load_tables()[form.table].columns.get(name) if form.table else None


def convert_cells(
    rows: Sequence[Sequence[str]],
    positions: Sequence[int],
    frame: Frame,
    place: Located,
    wish: Wish,
) -> Converted:
    """Return the typed values of one column of a section, persons as pseudonyms."""
    spec = frame.spec
    if spec.is_ is not None:
        one = CONVERTERS.get(frame.kind, to_numbers)([spec.is_], frame).values
        return Converted(one * len(rows))
    if spec.digest and not _has_header(spec, place, positions):
        made = Converted(_to_digests(rows, positions), notes=_tell_same_rows(rows))
        return _personally(made, frame, wish)
    first = positions[0]
    cells = [row[first] for row in rows]
    if len(positions) > 1:
        cells = [" ".join(row[p].strip() for p in positions) for row in rows]
    if spec.own_domain:
        return Converted([is_internal(cell, wish.internal_domains) for cell in cells])
    if spec.phone:
        return Converted([is_phone(cell) for cell in cells])
    if frame.kind == "str" and spec.values:
        return to_meaning(cells, frame)
    if frame.kind == "enum" and spec.values_by:
        by = place.columns.get(spec.values_by, ())
        return to_meaning(cells, frame, [row[by[0]] for row in rows] if by else None)
    done = CONVERTERS.get(frame.kind, to_numbers)(cells, frame)
    return _personally(done, frame, wish) if frame.kind == "str" else done


def _has_header(spec: Field, place: Located, positions: Sequence[int]) -> bool:
    return fold_header(place.header[positions[0]]) in map(fold_header, spec.header)


def _personally(done: Converted, frame: Frame, wish: Wish) -> Converted:
    """Replace persons by pseudonyms, and addresses inside text by a mask."""
    if frame.personal:
        if wish.key is None and any(value is not None for value in done.values):
            raise ClientDataError(
                f"the column '{frame.header}' names persons and there is no pseudonym key",
                wanted="a key of this client, kept outside the workspace",
                next="set CXAUDIT_KEYS to a folder that only you can read, then import again",
            )
        named = {v for v in done.values if v} if wish.key else set()
        made = dict(zip(named, to_pseudonyms(named, wish.key or b""), strict=True))
        done.values = [made.get(value) for value in done.values]
    elif frame.column in PAGES:
        done.values = [hide_query(v, wish.key) if v and "?" in v else v for v in done.values]
    elif frame.column in FREE_TEXT or frame.column.endswith("_text"):
        done.values = [mask_personal(value) if value else value for value in done.values]
    elif not frame.column.endswith("_id"):
        done.values = [mask_addresses(value) if value else value for value in done.values]
    return done


def is_internal(address: str, domains: Sequence[str]) -> bool | None:
    """Tell whether an e-mail address is of one of the domains; None where it cannot be told."""
    _, at, domain = address.strip().casefold().rpartition("@")
    if not at or not domains:
        return None
    return any(domain == own or domain.endswith("." + own) for own in domains)


def _derive_internal(typed: Typed, match: Match, place: Located, wish: Wish) -> None:
    """Fill participation.internal of a template from the addresses, before they are gone."""
    positions = place.columns.get("person_key")
    needed = match.form.table == "participation" and match.form.is_template and positions
    if not needed or "internal" in typed.columns or not wish.internal_domains or not positions:
        return
    values = [is_internal(row[positions[0]], wish.internal_domains) for row in typed.sorted.rows]
    if any(value is not None for value in values):
        typed.columns["internal"], typed.kinds["internal"] = values, "bool"
        typed.supplied.add("internal")


def _to_digests(rows: Sequence[Sequence[str]], positions: Sequence[int]) -> list[str]:
    """Return an identifier for each row from some of its cells, and its turn among equal ones."""
    turns: Counter[str] = Counter()
    made = []
    for row in rows:
        text = "\x1f".join(row[position].strip() for position in positions)
        turns[text] += 1
        digest = hashlib.sha256(f"{text}\x1f{turns[text]}".encode()).hexdigest()
        made.append(digest[:16])
    return made


def _tell_same_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    """Say how many rows without a number of their own are an earlier row over again."""
    same = len(rows) - len(set(map(tuple, rows)))
    if not same:
        return []
    return [
        f"{show_count(same, 'row')} the same as an earlier row in every cell, and no row has a "
        f"number of its own: all of them are counted"
    ]


def note_column(typed: Typed, frame: Frame, done: Converted) -> None:
    """Note what a column says besides its values: questions, what was settled, what lacks."""
    typed.invalid[frame.column] += len(done.faults)
    typed.frames[frame.column] = frame
    typed.settled[frame.column], typed.marks[frame.column] = done.settled, done.marks
    typed.clocks[frame.column] = done.clocks
    typed.questions += [*([done.question] if done.question else []), *done.more_questions]
    typed.warnings += done.notes
    if done.missing:
        typed.missing[frame.header] += done.missing
        typed.reasons.update({(frame.header, why): n for why, n in done.reasons.items()})


def _drop_faulty(typed: Typed, faults: Mapping[int, list[str]], place: str) -> None:
    numbers = typed.sorted.numbers
    typed.set_aside += [
        SetAside(numbers[index], "; ".join(reasons[:3]), place)
        for index, reasons in sorted(faults.items())
    ]
    kept = [index for index in range(len(numbers)) if index not in faults]
    if faults:
        typed.columns = {n: [values[i] for i in kept] for n, values in typed.columns.items()}
    typed.numbers = [numbers[index] for index in kept]
