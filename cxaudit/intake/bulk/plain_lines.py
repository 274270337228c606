"""Whether every line of a Parquet file is a row of its table: none blank, a total or a footer."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from cxaudit.engine import to_identifier
from cxaudit.intake.bulk.as_text import is_text, to_text
from cxaudit.intake.bulk.lines import FEW_CELLS
from cxaudit.intake.columns.account import is_total_label
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Located
from cxaudit.intake.source.unfit import Unfit

if TYPE_CHECKING:
    from cxaudit.intake.bulk.parquet_source import ParquetSource

MOST_LABELS = 20_000
LONGEST_LABEL = 60
MAY_BE_LABEL = rf"""
    length(word) <= {LONGEST_LABEL} and not (right(word, 1) between '0' and '9')
    and (not regexp_matches(word, '[0-9/@_.:]') or ends_with(word, ')'))
"""
"""A word that ends in a digit holds one; most keys are told by that, which is cheaper to see."""


def check_lines(source: ParquetSource, form: Form, place: Located, filled: Collection[int]) -> None:
    """Raise Unfit where some line must be looked at by itself.

    ``filled``: columns that have a value in every row. A line with so many cells that one of
    them begins with a plain sign is neither blank nor a footer; one whose key is no label, and
    without a key one that holds no label, is no total.
    """
    if not all(place.header):
        raise Unfit("its lines must be looked at")
    key = place.columns.get(form.total_key or "", (0,))[0]
    typed = [at for at in filled if not is_text(_held(source, at))]
    asked = []
    if len(filled) < FEW_CELLS or not typed:
        asked.append(_count_thin(source))
    if is_text(_held(source, key)):
        asked.append(_find_labels_of_key(source, key))
    if key not in filled:
        blank = f"coalesce({_text(source, key)}, '') = ''"
        texts = [at for at, held in enumerate(source.columns.values()) if is_text(held)]
        asked.append(_find_labels(source, texts, blank))
    for rows in source.run(*asked) if asked else []:
        if len(rows) > MOST_LABELS or any(map(_is_odd, (row[0] for row in rows))):
            raise Unfit("its lines must be looked at")


def _is_odd(found: object) -> bool:
    """Tell whether lines are thin, a word is a label, or nothing but blanks that look filled."""
    if not isinstance(found, str):
        return bool(found)
    return found.isspace() or is_total_label(found)


def _held(source: ParquetSource, at: int) -> str:
    return list(source.columns.values())[at]


def _text(source: ParquetSource, at: int) -> str:
    return to_text(f"f.{to_identifier(list(source.columns)[at])}", _held(source, at))


def _count_thin(source: ParquetSource) -> str:
    """Return the statement that counts rows of few cells, or without one that begins plainly."""
    cells = [_text(source, at) for at in range(len(source.columns))]
    filled = " + ".join(f"coalesce({cell} <> '', false)::int" for cell in cells)
    plain = " or ".join(f"coalesce(regexp_matches({cell}, '^[!-~]'), false)" for cell in cells)
    thin = f"({filled}) < {FEW_CELLS} or not ({plain})"
    return f"select count(*) from {source.relation} f where {thin}"


def _find_labels(source: ParquetSource, columns: Collection[int], where: str) -> str:
    """Return the statement that lists the words of columns which may say that a row is a total."""
    parts = [
        f"select {_text(source, at)} as word from {source.relation} f where {where}"
        for at in columns
    ]
    return (
        f"select distinct word from ({' union all '.join(parts)}) where {MAY_BE_LABEL} "
        f"limit {MOST_LABELS + 1}"
    )


def _find_labels_of_key(source: ParquetSource, key: int) -> str:
    """Return the statement for one column: where its words repeat, each is looked at once."""
    if key not in source.repeated:
        return _find_labels(source, [key], "true")
    words = f"select distinct {_text(source, key)} as word from {source.relation} f"
    labels = f"list(word) filter (where {MAY_BE_LABEL})"
    return f"select unnest(list_slice({labels}, 1, {MOST_LABELS + 1})) from ({words})"
