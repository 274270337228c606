"""A log's headers and example row: those of the export's own sample, typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from cxaudit.intake.columns.section import read_section
from cxaudit.intake.gate.upload import open_upload
from cxaudit.intake.known.form import Form, load_forms
from cxaudit.intake.known.recognise import Match, count_known, find_matches
from cxaudit.intake.source.grid import fold_header
from cxaudit.intake.source.text import read_text
from cxaudit.intake.wish import Wish
from cxaudit.modelfile import MODEL_ROOT

TYPED = (int, Decimal, date, datetime)
NOT_SECRET = b"the sample's persons are invented"


def log_headers(form: Form) -> dict[str, str]:
    """Return header -> column of a log, in the sample's order; what it lacks stands at the end.

    A header that two columns share stands once.
    """
    found: dict[str, str] = {}
    for name, field in form.columns.items():
        if field.header:
            found.setdefault(field.header[0], name)
    place = _find_sample(form.format).located[0]
    at = {name: positions[0] for name, positions in place.columns.items()}
    order = sorted(found, key=lambda header: at.get(found[header], len(place.header)))
    return {header: found[header] for header in order}


def to_example(form: Form) -> Mapping[str, Any]:
    """Return header -> the sample's first value: text as printed, days and numbers typed.

    A moment is naive, as it is written. Values that the sample leaves out are "".
    """
    return _to_example(form.format)


@cache
def _to_example(name: str) -> Mapping[str, Any]:
    form = load_forms()[name]
    match = _find_sample(name)
    wish = Wish(form.sample.answers, {}, NOT_SECRET)
    typed = read_section(match, match.located[0], wish)
    printed = _to_printed(match)
    return {
        header: _pick(typed.columns.get(name, [None])[0], printed.get(name, ""))
        for header, name in log_headers(form).items()
    }


@cache
def _find_sample(name: str) -> Match:
    path = MODEL_ROOT / "exports" / name / "sample.csv"
    grid = read_text(open_upload(path, path.name), count_known)
    (match,) = find_matches(grid, name)
    return match


def _to_printed(match: Match) -> dict[str, str]:
    place = match.located[0]
    row: Sequence[str] = match.grid.rows[place.header_at + 1]
    return {
        name: row[positions[0]].strip()
        for name, positions in place.columns.items()
        if _is_headed(match, name, positions[0])
    }


def _is_headed(match: Match, name: str, position: int) -> bool:
    """Tell whether a column stands under a header of its own: not made from other columns."""
    spellings = map(fold_header, match.form.columns[name].header)
    return fold_header(match.located[0].header[position]) in spellings


def _pick(value: Any, printed: str) -> Any:
    if not printed:
        return ""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value if isinstance(value, TYPED) and not isinstance(value, bool) else printed
