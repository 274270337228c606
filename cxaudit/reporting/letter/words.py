"""Plain words for what is asked for: sets of rows, where they usually lie, how far they came."""

from __future__ import annotations

from typing import NamedTuple

from cxaudit.audit.wanted import DataRequest, WantedColumn
from cxaudit.intake.known.form import Form
from cxaudit.intake.workbook.layout import LOG, to_log_name
from cxaudit.period import Period


class What(NamedTuple):
    """A set of rows as people call it: title, what one row is, and where it usually lies."""

    title: str
    row: str
    place: str


WHATS = {
    ("content_stat", "email"): What(
        "E-mail campaigns", "one row a campaign, test sends marked", "the e-mail platform"),
    ("content_stat", "linkedin"): What(
        "Posts on LinkedIn", "one row a post of the company page", "the page's analytics"),
    ("content_stat", "video"): What(
        "Videos", "one row a video and period", "the video platform"),
    ("content_stat", "podcast"): What(
        "Podcast episodes", "one row an episode", "the podcast platform"),
    ("page_view", ""): What(
        "Views of web pages", "one row a view, as raw events and not as totals",
        "the warehouse behind the web analytics tool"),
    ("web_session", ""): What(
        "Visits to the website", "one row a visit, as raw events and not as totals",
        "the warehouse behind the web analytics tool"),
    ("web_stat", ""): What(
        "Totals of the website", "one row a channel or page and period",
        "the web analytics tool"),
    ("rating", ""): What(
        "Ratings by investment consultants", "one row a rating, withdrawn ones included",
        "the consultants' databases, or the list kept on them"),
    ("strategy", ""): What(
        "Investment strategies", "one row a strategy, closed ones included", "the product list"),
    ("participation", ""): What(
        "Guests of events and webinars", "one row a guest and event, those who stayed away too",
        "the webinar or event platform"),
    ("pursuit", ""): What(
        "RFPs, RFIs and pitches", "one row a request or pitch, lost and declined ones included",
        "the RFP log or the CRM"),
    ("mandate", ""): What(
        "Mandates and holdings", "one row a mandate, open, cancelled and ended ones included",
        "the mandate register or the onboarding tracker"),
    ("delivery", ""): What(
        "Reports owed to clients", "one row a report that was due, sent or not",
        "the report production log"),
    ("interaction", "portal"): What(
        "Visits to the client portal", "one row a login", "the portal's log"),
    ("interaction", "meeting"): What(
        "Meetings with clients", "one row a meeting, cancelled ones included", "the CRM"),
    ("interaction", "complaint"): What(
        "Complaints", "one row a complaint, open ones included", "the register of complaints"),
    ("aum", ""): What(
        "Assets under management", "one row an account and valuation date",
        "the asset reporting"),
    ("client", ""): What(
        "Clients", "one row a client, former ones included", "the client register or the CRM"),
    ("portal_user", ""): What(
        "Users of the client portal", "one row an entitled user", "the portal's administration"),
}  # fmt: skip
STATES = {
    "missing": ("still to come", "no"),
    "partly": ("columns lack", "unclear"),
    "second_best": ("would sharpen a figure", "unclear"),
    "received": ("here", "yes"),
}
DAYS_LACK = ("days lack", "unclear")


def to_what(request: DataRequest) -> What:
    """Return a request's rows in plain words."""
    known = WHATS.get((request.table.name, request.kind))
    return known or What(request.table.grain, "", "the system that holds it")


def to_state(request: DataRequest) -> tuple[str, str]:
    """Return how far a request is met: the word, and the look of its label."""
    if request.status == "received" and request.uncovered:
        return DAYS_LACK
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


def lower_first(text: str) -> str:
    """Return text with a small first letter, unless its first word is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
