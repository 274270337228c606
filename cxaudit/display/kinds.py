"""What sets of rows and their columns are called by the people who run the systems."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from cxaudit.canon import load_tables
from cxaudit.catalogue import load_catalogue
from cxaudit.intake.known.form import load_form
from cxaudit.intake.workbook.layout import HOLDS, LOG
from cxaudit.modelfile import list_folders


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
PLAIN = {
    "ccy": "currency",
    "ts": "time",
    "tz": "time zone",
    "mv": "market value",
    "aum": "assets",
    "exp": "expected",
    "rel": "relationship",
    "reg": "registration",
}
"""Words for the short ones in a column's name."""
UNITS = {"s": "in seconds", "ms": "in milliseconds", "min": "in minutes", "day28": "in 28 days"}


def to_title(table: str, kpi_id: str = "") -> str:
    """Return what the rows of a table are called, of those kinds that a KPI counts.

    As it stands inside a sentence. What is no table is a setting: its words.
    """
    if table not in load_tables():
        return table.replace("_", " ")
    entry = load_catalogue().get(kpi_id)
    kinds = entry.rows.get(table, ()) if entry else ()
    found = [WHATS.get((table, kind)) or WHATS.get((table, "")) for kind in kinds or ("",)]
    title = " and ".join(dict.fromkeys(lower_first(what.title) for what in found if what))
    return title or lower_first(HOLDS[table].split(":")[0])


def to_column_name(table: str, column: str) -> str:
    """Return what a column is called: as the intake workbook heads it, else in plain words."""
    header = _headers().get((table, column))
    if header:
        return lower_first(header)
    *words, last = [PLAIN.get(word, word) for word in column.split("_")]
    unit = UNITS.get(last) if words else None
    return " ".join([*words, unit or last])


@cache
def _headers() -> dict[tuple[str, str], str]:
    """Return the headers of the logs, where one log alone holds the table and means the column."""
    folders = [folder for folder in list_folders("exports") if folder.name.startswith(LOG)]
    logs = [form for form in map(load_form, folders) if form.table]
    tables = [form.table for form in logs]
    found = {}
    for form in logs:
        heads = {name: field.header[0] for name, field in form.columns.items() if field.header}
        for name, header in heads.items():
            alone = tables.count(form.table) == 1 and list(heads.values()).count(header) == 1
            if alone and form.table:
                found[form.table, name] = header
    return found


def lower_first(text: str) -> str:
    """Return text with a small first letter, unless its first word is an abbreviation."""
    return text if text[:2].isalpha() and text[:2].isupper() else text[:1].lower() + text[1:]
