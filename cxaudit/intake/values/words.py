"""Words that mean the same in every export: totals, missing, yes and no, months, footers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cxaudit.modelfile import MODEL_ROOT, Frozen, load_model


class Words(Frozen):
    """Lists of words, by what they mean.

    ``missing``: by the reason why there is no value. ``months``: twelve lists, January first.
    """

    totals: tuple[str, ...]
    missing: dict[str, tuple[str, ...]]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    footers: tuple[str, ...]
    months: tuple[tuple[str, ...], ...]
    hours: tuple[str, ...]
    minutes: tuple[str, ...]
    seconds: tuple[str, ...]
    robots: tuple[str, ...]
    assets: tuple[str, ...]
    health_checks: tuple[str, ...]


@cache
def load_words(root: Path = MODEL_ROOT) -> Words:
    """Read model/exports/words.toml; raises ModelError."""
    return load_model(root / "exports" / "words.toml", Words)


@cache
def missing_words() -> Mapping[str, str]:
    """Return the words for no value, folded, with the reason that each gives."""
    return {
        word.casefold(): reason for reason, words in load_words().missing.items() for word in words
    }


@cache
def truth_words() -> dict[str, bool]:
    """Return the words for yes and no."""
    words = load_words()
    return {w.casefold(): True for w in words.yes} | {w.casefold(): False for w in words.no}


@cache
def month_words() -> Mapping[str, int]:
    """Return the names of the months, folded, with their numbers."""
    return {
        name.casefold(): number
        for number, names in enumerate(load_words().months, start=1)
        for name in names
    }


@cache
def second_words() -> Mapping[str, int]:
    """Return the words for hours, minutes and seconds, folded, with their length in seconds."""
    words = load_words()
    lengths = ((words.hours, 3600), (words.minutes, 60), (words.seconds, 1))
    return {name.casefold(): length for names, length in lengths for name in names}
