"""How like a header is to the names that a column is known by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from cxaudit.intake.known.form import load_forms
from cxaudit.intake.source.grid import fold_header
from cxaudit.intake.values.units import strip_note
from cxaudit.modelfile import MODEL_ROOT, load_toml

SAME, NEAR = 1.0, 0.82
WORD = re.compile(r"[^\W\d_]+|\d+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
IDLE = frozenset({"the", "of", "in", "on", "at", "to", "a", "an", "and", "is", "total", "date"})


@cache
def load_aliases(root: Path = MODEL_ROOT) -> dict[str, tuple[str, ...]]:
    """Read model/exports/aliases.toml: column -> names that firms give it, in any language."""
    raw = load_toml(root / "exports" / "aliases.toml")
    return {name: tuple(words) for name, words in raw.items()}


@cache
def names_of(table: str, column: str) -> tuple[str, ...]:
    """Return every name of a column: its own, the headers of all exports, and known aliases."""
    headers = [
        header
        for form in load_forms().values()
        if form.table == table and column in form.columns
        for header in form.columns[column].header
    ]
    said = (*load_aliases().get(f"{table}.{column}", ()), *load_aliases().get(column, ()))
    return tuple(dict.fromkeys((column, *headers, *said)))


@lru_cache(maxsize=200_000)
def to_score(header: str, table: str, column: str) -> tuple[float, str]:
    """Return how like a header is to a column, 0 to 1, and the name it is like."""
    plain = strip_note(header)[0]
    known = {fold_header(name): name for name in reversed(names_of(table, column))}
    for folded in (fold_header(header), fold_header(plain)):
        if folded in known:
            return SAME, known[folded]
    return max(((_compare(plain, name), name) for name in known.values()), default=(0.0, ""))


@lru_cache(maxsize=400_000)
def _compare(header: str, name: str) -> float:
    one, other = to_words(header), to_words(name)
    if not one or not other:
        return 0.0
    if one == other:
        return 0.95
    shared = one & other
    if shared:
        weight = sum(map(_weigh, shared)) / sum(map(_weigh, one | other))
        return max(weight * 0.9, _overlap(header, name))
    return _overlap(header, name)


def _overlap(header: str, name: str) -> float:
    """Return how many pairs of letters two names share, where they are nearly all."""
    one, other = _to_pairs(header), _to_pairs(name)
    share = 2 * len(one & other) / (len(one) + len(other)) if one and other else 0
    return share * 0.9 if share >= NEAR else 0.0


@lru_cache(maxsize=100_000)
def _to_pairs(text: str) -> frozenset[str]:
    folded = fold_header(text)
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))


def _weigh(word: str) -> float:
    return 0.3 if word in IDLE else 1.0


@lru_cache(maxsize=100_000)
def to_words(text: str) -> frozenset[str]:
    """Return the words of a header, split at capitals and signs, without case and plural s."""
    words: Iterable[str] = WORD.findall(CAMEL.sub(" ", text.replace("_", " ")).casefold())
    return frozenset(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in words)
