"""Words that mean the same in every export: totals, missing, yes and no, footers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cxaudit.modelfile import MODEL_ROOT, Frozen, load_model


class Words(Frozen):
    """Lists of words, by what they mean."""

    totals: tuple[str, ...]
    missing: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    footers: tuple[str, ...]


@cache
def load_words(root: Path = MODEL_ROOT) -> Words:
    """Read model/exports/words.toml; raises ModelError."""
    return load_model(root / "exports" / "words.toml", Words)


@cache
def missing_words() -> frozenset[str]:
    """Return the words for no value, folded."""
    return frozenset(word.casefold() for word in load_words().missing)


@cache
def truth_words() -> dict[str, bool]:
    """Return the words for yes and no."""
    words = load_words()
    return {w.casefold(): True for w in words.yes} | {w.casefold(): False for w in words.no}
