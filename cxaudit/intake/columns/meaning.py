"""Words of a list or for yes and no: what they mean, and the question for one nobody knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cxaudit.intake.ask.answers import WORDS
from cxaudit.intake.ask.question import Choice, Question, check_answer
from cxaudit.intake.columns.convert import SHOWN, Bad, Converted, Frame, apply, bad, is_missing
from cxaudit.intake.values.mask import mask_personal
from cxaudit.intake.values.words import truth_words

SUFFIX = re.compile(r"\s*\([^()]*\)$")
ASKED_COLUMNS = ("grade", "outcome")
MOST_ASKED = 12
LONGEST_WORD = 60
SET_ASIDE = Choice(value="set_aside", label="something else: leave its rows out, and say so")
APART = "\x1f"


def fold_word(text: str) -> str:
    """Return a word without case, with one plain space for spaces, dashes and underscores."""
    return re.sub(r"[\s_\-–—/]+", " ", text).strip().casefold()


def to_meaning(cells: Sequence[str], frame: Frame, by: Sequence[str] | None = None) -> Converted:
    """Return what printed words mean: as answered, by the form's values, by the table's own words.

    ``by`` holds the cells whose value chooses among ``values_for``; what was read as what is
    then said in the notes. A word that is not known is a fault, never a default; in a column
    that decides figures it is asked about.
    """
    own = tuple(frame.spec.values) if not frame.allowed else frame.allowed
    told = _Told(frame, own)
    plain = _to_lookup(frame.spec.values, own)
    chosen = {fold_word(n): _to_lookup(v, own) for n, v in frame.spec.values_for.items()}

    def find(pair: str) -> Any:
        name, _, cell = pair.rpartition(APART)
        meant = told.of(f"{name}:{cell}") if name else None
        meant = meant or _look_up(cell, chosen.get(fold_word(name), {}))
        meant = meant or told.of(cell) or _look_up(cell, plain)
        if meant == SET_ASIDE.value:
            return Bad(f"{frame.header}: '{mask_personal(cell.strip())[:SHOWN]}' is left out, as "
                       "answered")  # fmt: skip
        if meant or is_missing(cell):
            return meant or frame.spec.blank
        return bad(frame, cell, "one of " + ", ".join(sorted(set(own))))

    pairs = cells if by is None else [f"{n}{APART}{c}" for n, c in zip(by, cells, strict=True)]
    done = apply(pairs, find)
    if by is not None:
        done.notes = _say_what_was_read(cells, done, frame)
    return ask_about_words(pairs, frame, done, own)


class _Told:
    """Answers about words of one column, by the folded word."""

    def __init__(self, frame: Frame, own: Sequence[str]) -> None:
        prefix = f"{frame.column}:"
        self.answers = frame.answers
        self.names = {
            fold_word(name.removeprefix(prefix)): name
            for name in frame.answers
            if name.startswith(prefix)
        }
        self.choices = [*_to_choices(own), SET_ASIDE]

    def of(self, word: str) -> str | None:
        """Return what was answered about a word, and note that it was used."""
        name = self.names.get(fold_word(word))
        return check_answer(name, self.answers[name], self.choices) if name else None


def _look_up(cell: str, lookup: Mapping[str, str]) -> str | None:
    return lookup.get(fold_word(cell)) or lookup.get(fold_word(SUFFIX.sub("", cell)))


def _to_lookup(values: Mapping[str, Sequence[str]], own: Sequence[str]) -> dict[str, str]:
    lookup = {fold_word(name): name for name in own}
    return lookup | {fold_word(word): name for name, words in values.items() for word in words}


def _to_choices(own: Sequence[str]) -> list[Choice]:
    return [Choice(value=name, label=WORDS.get(name, name.replace("_", " "))) for name in own]


def _say_what_was_read(cells: Sequence[str], done: Converted, frame: Frame) -> tuple[str, ...]:
    read = {(cell.strip(), value) for cell, value in zip(cells, done.values, strict=True) if value}
    shown = ", ".join(f"{cell[:SHOWN]} = {value}" for cell, value in sorted(read)[:SHOWN])
    return (f"'{frame.header}' read as: {shown}",) if shown else ()


def ask_about_words(
    pairs: Sequence[str], frame: Frame, done: Converted, own: Sequence[str]
) -> Converted:
    """Add a question for every word that no list knows, in a column that decides figures.

    Where they are too many to be asked about, the column is hardly the right one: they stay
    faults and a note says so.
    """
    if not done.faults or not (frame.spec.asks or frame.column in ASKED_COLUMNS):
        return done
    unknown = Counter(
        pairs[index] for index, why in done.faults.items() if not why.endswith("as answered")
    )
    words = {pair: n for pair, n in sorted(unknown.items()) if _can_be_asked(pair)}
    if len(words) > MOST_ASKED:
        shown = ", ".join(pair.rpartition(APART)[2].strip() for pair in list(words)[:3])
        done.notes += (
            f"'{frame.header}' holds {len(words):,} different words that no list knows "
            f"(the first are {shown}): too many to ask about; is it the right column?",
        )
        return done
    done.more_questions += tuple(_ask(pair, n, frame, own) for pair, n in words.items())
    return done


def _can_be_asked(pair: str) -> bool:
    word = pair.rpartition(APART)[2].strip()
    return 0 < len(word) <= LONGEST_WORD and mask_personal(word) == word and "=" not in word


def _ask(pair: str, count: int, frame: Frame, own: Sequence[str]) -> Question:
    name, _, word = (part.strip() for part in pair.rpartition(APART))
    rows = f"{count:,} row{'s' if count != 1 else ''}"
    of_whom = f" of {name}" if name else ""
    return Question(
        id=f"{frame.column}:{name}:{word}" if name else f"{frame.column}:{word}",
        column=frame.header,
        ask=f"What does '{word}' mean in '{frame.header}'? It stands in {rows}{of_whom}, "
        "and no list knows it.",
        choices=(*_to_choices(own), SET_ASIDE),
        for_all=f"{frame.column}:{word}" if name else None,
    )


def to_truth(cells: Sequence[str], frame: Frame) -> Converted:
    """Return true or false from the words for yes and no."""
    told = _Told(frame, ("true", "false"))
    own = {fold_word(w): n == "true" for n, ws in frame.spec.values.items() for w in ws}
    words = truth_words() | own
    truth = {"true": True, "false": False}

    def parse(cell: str) -> Any:
        meant = told.of(cell) if told.names else None
        if meant:
            return truth.get(meant, Bad(f"{frame.header}: left out, as answered"))
        word = fold_word(cell)
        if word in words:
            return words[word]
        if is_missing(cell):
            return truth.get(frame.spec.blank or "")
        return bad(frame, cell, "yes or no")

    return ask_about_words(cells, frame, apply(cells, parse), ("true", "false"))
