"""Plain words for what is asked for: sets of rows, where they usually lie, how far they came."""

from __future__ import annotations

from cxaudit.audit.wanted import DataRequest, WantedColumn
from cxaudit.display.kinds import WHATS, What
from cxaudit.intake.known.form import Form
from cxaudit.intake.workbook.layout import LOG, to_log_name
from cxaudit.period import Period

STATES = {
    "missing": ("still to come", "no"),
    "partly": ("columns missing", "unclear"),
    "second_best": ("would sharpen a figure", "unclear"),
    "received": ("here", "yes"),
}
DAYS_MISSING = ("days missing", "unclear")


def to_what(request: DataRequest) -> What:
    """Return a request's rows in plain words."""
    known = WHATS.get((request.table.name, request.kind))
    return known or What(request.table.grain, "", "the system that holds it")


def to_state(request: DataRequest) -> tuple[str, str]:
    """Return how far a request is met: the word, and the look of its label."""
    if request.status == "received" and request.uncovered:
        return DAYS_MISSING
    return STATES[request.status]


def to_place(request: DataRequest) -> str:
    """Return where the rows lie: what the firm named, else where they usually do."""
    return ", ".join(request.systems) or to_what(request).place


def to_days(request: DataRequest) -> str:
    """Return which days are asked for, in words."""
    period: Period | None = request.period
    if period is None:
        return "the audited period"
    end = f"{period.end.day} {period.end:%b %Y}"
    if request.table.lasting or period.start is None:
        return f"the whole list as it stands on {end}, with those that ended before"
    if period.start == period.end:
        return f"as it stands on {end}"
    return period.in_words


def to_log(form: Form | None) -> str:
    """Return what our own layout is called: a sheet of the intake workbook, or a template."""
    if form is None:
        return ""
    if form.format.startswith(LOG):
        return f"sheet {to_log_name(form.format)} of the intake workbook"
    return f"a table as CSV or Excel with the columns named here ({form.format})"


def to_headers(form: Form | None) -> dict[str, str]:
    """Return column -> its header in our own layout."""
    if form is None:
        return {}
    return {name: field.header[0] for name, field in form.columns.items() if field.header}


def to_column(request: DataRequest, column: WantedColumn) -> str:
    """Return what a column must show; of persons, what is sent and what becomes of it."""
    if request.table.columns[column.name].personal:
        return "E-mail address or user name; a code replaces it when the file is read"
    return column.about.rstrip(".")
