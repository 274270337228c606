"""Which header goes to which column: by names first, by what the cells look like second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cxaudit.canon import load_tables
from cxaudit.intake.columns.meaning import fold_word
from cxaudit.intake.known.form import Form
from cxaudit.intake.mapping.cells import Look, to_samples
from cxaudit.intake.mapping.header import Found
from cxaudit.intake.mapping.likeness import to_score
from cxaudit.intake.mapping.model import TableMapping, needed_columns, units_of, words_of
from cxaudit.intake.source.grid import fold_header
from cxaudit.intake.values.units import strip_note

Certainty = Literal["sure", "likely", "weak"]
SURE, LIKELY, WEAK = 0.8, 0.5, 0.3
MOST_FIT = 0.8
UNKNOWN_WORDS = 0.7
UNIT_WORDS: Mapping[str, tuple[str, ...]] = {
    "percent": ("%", "percent", "pct"), "minutes": ("min", "minutes"), "hours": ("hours", "hrs"),
    "seconds": ("sec", "seconds"), "milliseconds": ("ms",),
}  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """What one header may be. ``words``: its different words, where they are few."""

    header: str
    position: int
    column: str | None = None
    score: float = 0.0
    why: str = ""
    kind: str = ""
    unit: str | None = None
    samples: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def certainty(self) -> Certainty:
        """Return how much the guess is worth."""
        return "sure" if self.score >= SURE else "likely" if self.score >= LIKELY else "weak"

    def to_json(self) -> dict[str, Any]:
        """Return header, column, certainty, why, kind, unit, samples and words."""
        return {
            "header": self.header, "column": self.column, "certainty": self.certainty,
            "why": self.why, "kind": self.kind, "unit": self.unit, "samples": list(self.samples),
            "words": list(self.words),
        }  # fmt: skip


Taken = dict[int, tuple[str, float, str]]


def assign(
    found: Found, looks: Sequence[Look], form: Form, before: TableMapping | None = None
) -> tuple[Guess, ...]:
    """Return a guess for every header: the column it is most like, each column once."""
    taken = match_columns(found, looks, form, before)
    folded = [fold_header(header) for header in found.headers]
    return tuple(
        _to_guess(found, position, looks[position], form, taken.get(position), before)
        for position, name in enumerate(folded)
        if name and folded.index(name) == position
    )


def match_columns(
    found: Found, looks: Sequence[Look], form: Form, before: TableMapping | None = None
) -> Taken:
    """Return column, likeness and reason by the place of its header; the best pairs first."""
    taken = _take_over(found, before)
    must = needed_columns(form)
    folded = [fold_header(header) for header in found.headers]
    pairs = []
    for position, header in enumerate(found.headers):
        if not header or position in taken or fold_header(header) in found.doubled:
            continue
        for column in form.columns:
            score, name = _score(header, looks[position], form, column)
            if score >= WEAK:
                pairs.append((score, column in must, -position, column, name))
    used = {column for column, _, _ in taken.values()}
    for score, _, minus, column, name in sorted(pairs, reverse=True):
        if -minus not in taken and column not in used:
            known = score >= 1 or fold_header(name) == folded[-minus]
            why = "its name is known" if known else f"its name is like '{name}'"
            taken[-minus] = (column, score, why)
            used.add(column)
    return taken


def _take_over(found: Found, before: TableMapping | None) -> Taken:
    if before is None:
        return {}
    folded = [fold_header(header) for header in found.headers]
    when = before.confirmed.in_words if before.confirmed else "as before"
    return {
        folded.index(fold_header(column.header)): (name, 1.0, f"{when}, for a table much like it")
        for name, column in before.columns.items()
        if column.header and fold_header(column.header) in folded
    }


def _score(header: str, look: Look, form: Form, column: str) -> tuple[float, str]:
    spec = form.columns[column]
    if spec.is_ is not None or column == "src_system":
        return 0.0, ""
    score, name = to_score(header, form.table or "", column)
    kind, allowed = form.type_of(column, spec), words_of(form, column)
    known = _share_known(look.words, form, column) if look.words and kind != "bool" else None
    if score < LIKELY and allowed and known == 1 and len(look.words) > 1:
        return 0.6, "the words in it"
    fit = look.fits(kind, allowed) * (UNKNOWN_WORDS if allowed and known == 0 else 1)
    return score * fit, name


def _share_known(words: Sequence[str], form: Form, column: str) -> float:
    """Return the share of a column's different words that its list knows."""
    spec = form.columns[column]
    known = {fold_word(w) for w in words_of(form, column)}
    known |= {fold_word(w) for spelled in spec.values.values() for w in spelled}
    return sum(fold_word(word) in known for word in words) / len(words)


def _to_guess(
    found: Found, position: int, look: Look, form: Form,
    taken: tuple[str, float, str] | None, before: TableMapping | None, meant: str = "",
) -> Guess:  # fmt: skip
    header = found.headers[position]
    column, score, why = taken or (None, 0.0, "")
    personal = bool(column) and is_personal(form, column or "")
    named = f"{header} {meant}"
    samples = to_samples(named, found.cells(position), personal or look.addresses > 0)
    earlier = before.columns.get(column) if before and column else None
    return Guess(
        header=header, position=position, column=column, score=round(score, 2), why=why,
        kind=look.kind, samples=tuple(samples), words=() if personal else look.words,
        unit=earlier.unit if earlier else guess_unit(header, form, column) if column else None,
        values=earlier.values if earlier else {},
    )  # fmt: skip


def is_personal(form: Form, column: str) -> bool:
    """Tell whether a column of a layout names persons."""
    spec = form.columns[column]
    known = load_tables()[form.table].columns.get(column) if form.table else None
    return bool(spec.personal if spec.personal is not None else known and known.personal)


def guess_unit(header: str, form: Form, column: str) -> str | None:
    """Return the unit that a header names, where the column may come in it."""
    units = units_of(form, column)
    note = strip_note(header)[1]
    if note and note.scale in units:
        return note.scale
    words = header.casefold().replace("(", " ").replace(")", " ").split()
    for unit, spelled in UNIT_WORDS.items():
        if unit in units and set(spelled) & set(words):
            return unit
    return None


def by_position(
    found: Found, looks: Sequence[Look], known: Mapping[str, Form]
) -> tuple[str, tuple[Guess, ...]] | None:
    """Return the layout whose headers stand in the same places in another language, if one does.

    The file must have as many columns as the vendor writes, and nearly all cells must look as
    the column in that place does; headers that are known by name must stand in their own place.
    """
    best: tuple[float, str, tuple[Guess, ...]] | None = None
    width = len([header for header in found.headers if header])
    for name, form in known.items():
        if form.sections or len(form.layout) != width or width != len(found.headers):
            continue
        columns = [_column_of(form, header) for header in form.layout]
        fits = [looks[i].fits(form.type_of(c, form.columns[c]), words_of(form, c)) if c else 1.0
                for i, c in enumerate(columns)]  # fmt: skip
        share = sum(fit >= 0.5 for fit in fits) / width
        if share >= MOST_FIT and share > (best or (0.0,))[0]:
            guesses = tuple(
                _to_guess(found, i, looks[i], form,
                          (c, LIKELY, f"in the place of '{form.layout[i]}'") if c else None,
                          None, form.layout[i])
                for i, c in enumerate(columns)
            )  # fmt: skip
            best = (share, name, guesses)
    return best[1:] if best else None


def _column_of(form: Form, header: str) -> str | None:
    folded = fold_header(header)
    return next((name for name, spec in form.columns.items()
                 if folded in map(fold_header, spec.header)), None)  # fmt: skip
