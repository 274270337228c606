"""The intake workbook's layout: its sheets, their columns, and what each cell may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from cxaudit.canon import load_tables
from cxaudit.intake.known.form import Form, load_forms
from cxaudit.maturity import load_maturity

LAYOUT = 1
GUIDE, FIRM, SYSTEMS, TARGETS, LISTS = "Guide", "Firm", "Systems", "Targets", "Lists"
COUNTS = "Counts"
REVIEWED = "Days between reviews"
"""A column that workbooks of an earlier day do not have."""
FACTS = {
    "client": "Client",
    "name": "Name",
    "as_of": "As of",
    "period": "Period",
    "revision": "Made from revision",
    "layout": "Layout of this workbook",
    "part": "Asked of",
}
"""Facts that the guide states: label in column A, value in column B."""
WHOLE, FIRM_PART = "", "firm"
"""A workbook asks all, one owner function, or what belongs to no function: firm and systems."""
SHEETS_HEAD = "Sheet"
"""Heads the guide's list of sheets, in column A."""
MARKER, EXAMPLE = "", "e.g."
"""The first column of a log has no header; it marks the example row."""
LOG = "generic__"
CAPITALS = {"rfp": "RFP", "aum": "AUM", "crm": "CRM", "ddq": "DDQ"}
DONT_KNOW, NOT_APPLICABLE = "Don't know", "Not applicable"

STRATEGY = {
    0: "No link to the strategy",
    1: "Serves a theme of the strategy",
    2: "Serves a written objective",
}
MATERIALITY = {
    0: "Touches under 10 % of clients, flows or assets",
    1: "Touches 10 to 50 %",
    2: "Touches over 50 %",
}
HOLDS = {
    "aum": "Assets: what each mandate or fund held at a date, and its flows",
    "client": "Clients: the register of those there are and were",
    "content_stat": "Content: how often each e-mail, post, video or podcast was used",
    "delivery": "Reports owed: investment reports and factsheets, due and sent",
    "interaction": "Dealings with clients: meetings, portal visits, complaints",
    "mandate": "Mandates and holdings: won, funded, ended",
    "page_view": "Single views of web pages, with reading time and scroll depth",
    "participation": "Event guests: invited, registered, attended",
    "portal_user": "Who may use the client portal",
    "pursuit": "Bids: RFPs, RFIs and pitches, with their outcome",
    "rating": "Ratings by investment consultants",
    "strategy": "The strategies that the firm offers",
    "web_session": "Single visits to the website",
    "web_stat": "Totals from the screens of a web analytics tool",
}
"""What each kind of data is to a person who runs the system."""

Kind = Literal["id", "text", "day", "number", "choice"]
Choices = tuple[tuple[str, Any], ...]
"""Label as it stands in the cell, and the value it means."""


@dataclass(frozen=True)
class Asked:
    """One column that is read: the field it fills, its header, and what its cells may hold.

    ``key``: the cell says what the row is about, so it makes no answer by itself.
    """

    field: str
    header: str
    kind: Kind = "text"
    about: str = ""
    choices: Choices = ()
    key: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet of answers: the list it fills, the columns read, and its headers in order.

    Headers of ``order`` that no column has are only shown. ``needed``: the field without which a
    row is no answer.
    """

    name: str
    section: str
    columns: tuple[Asked, ...]
    order: tuple[str, ...]
    needed: str = ""

    @property
    def headers(self) -> dict[str, Asked]:
        """Return header -> column."""
        return {column.header: column for column in self.columns}

    def column(self, field: str) -> Asked:
        """Return the column that fills a field."""
        return next(column for column in self.columns if column.field == field)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _numbered(labels: Mapping[int, str]) -> Choices:
    return tuple((f"{number} {label}", number) for number, label in labels.items())


@cache
def scale() -> Choices:
    """Return the points of the answers' scale, the highest first."""
    points = [(_plain(a.value), a.label) for a in load_maturity().answers.scale]
    return tuple((f"{value:g} {label}", value) for value, label in sorted(points, reverse=True))


YES_NO: Choices = (("Yes", True), ("No", False))
SETTLES = "Yes, where people differ and this answer is the one that stands."
THEME = "Be client centric, deepen client engagement, stand out, or one of the firm's own."
CONFIRM = "Yes as long as an answer from an earlier period has not been confirmed. Clear it to."


@cache
def use_cases() -> Sheet:
    """Return the sheet on which use cases are named."""
    model = load_maturity()
    states = tuple((s.label if s.id != "unknown" else DONT_KNOW, s.id) for s in model.answers.state)
    codes = tuple((r.label, r.id) for r in model.answers.reason if r.of == "use_case")
    levels = {level.number: level.name for level in model.levels.level[1:]}
    columns = (
        Asked("kpi_id", "KPI id", "id", "The KPI's id.", key=True),
        Asked("state", "Does it apply?", "choice", "Choose from the list.", states),
        Asked("who", "Who", about="A role, as in: the head of sales."),
        Asked("does", "Does what", about="The decision or action that the figure changes."),
        Asked("why", "Because", about="What it serves."),
        Asked("strategy_link", "Link to strategy", "choice", "Choose.", _numbered(STRATEGY)),
        Asked("theme", "Theme of the strategy", about=THEME),
        Asked("materiality", "How much it touches", "choice", "Choose.", _numbered(MATERIALITY)),
        Asked("target_level", "Level aimed at", "choice", "Choose.", _numbered(levels)),
        Asked("respondent", "Answered by", about="Your role or name.", key=True),
        Asked("reason_code", "Why not", "choice", "Where it does not apply.", codes),
        Asked("reason", "Remark"),
        Asked("proof", "Proof", about="A document that shows it does not apply."),
        Asked("reviewer", "Reviewed by"),
        Asked("approver", "Put off by", about="Who approved that it waits."),
        Asked("until", "Put off until", "day", "The last day of the delay."),
        Asked("adjudicates", "Settles it", "choice", SETTLES, YES_NO),
        Asked("to_confirm", "To be confirmed", "choice", CONFIRM, YES_NO),
    )
    told = ("Ask", "KPI", "An example of its use")
    order = (*told, *(column.header for column in columns[1:]), "KPI id")
    return Sheet("Use cases", "use_cases", columns, order, "state")


@cache
def questionnaire() -> Sheet:
    """Return the sheet on which the twenty criteria are answered."""
    model = load_maturity()
    answers = (*scale(), (DONT_KNOW, None), (NOT_APPLICABLE, "na"))
    grades = tuple((f"{g.id} {g.label}", g.id) for g in model.answers.grade)
    codes = tuple((r.label, r.id) for r in model.answers.reason if r.of == "criterion")
    links = tuple((name, name) for name in model.links)
    criteria = tuple((name, name) for _, name in model.criterion_ids)
    seen = "E0 said, E1 named, E2 opened and read, E3 tested on the export."
    columns = (
        Asked("value", "Answer", "choice", "How much of what is in scope?", answers),
        Asked("evidence", "Evidence", "choice", seen, grades),
        Asked("evidence_on", "Seen on", "day", "The day on which the evidence was seen."),
        Asked("received_on", "Received on", "day", "The day on which it was handed over."),
        Asked("reason", "Remark", about="The document, or what was seen."),
        Asked("respondent", "Answered by", about="Your role or name.", key=True),
        Asked("evidenced", "Proved", "choice", "Where less is proved than answered.", scale()),
        Asked("reason_code", "Why not applicable", "choice", "Choose.", codes),
        Asked("proof_hash", "Hash of the proof"),
        Asked("adjudicates", "Settles it", "choice", SETTLES, YES_NO),
        Asked("to_confirm", "To be confirmed", "choice", CONFIRM, YES_NO),
        Asked("kpi_id", "KPI id", "id", "A KPI's id; blank for a system or the firm.", key=True),
        Asked("system", "System id", "id", "A system's id; blank for a KPI or the firm.", key=True),
        Asked("link", "Link id", "choice", "One of the five links.", links, key=True),
        Asked("criterion", "Criterion id", "choice", "A criterion of it.", criteria, key=True),
    )
    told = ("Ask", "About", "Link", "Question", "How to check it", "Known already")
    order = (*told, *(column.header for column in columns))
    return Sheet("Questionnaire", "criteria", columns, order, "value")


@cache
def reported() -> Sheet:
    """Return the sheet on which the firm writes figures that it reported itself."""
    columns = (
        Asked("kpi_id", "KPI id", "id", "The figure's id.", key=True),
        Asked("period_start", "First day", "day", "Blank: all of history.", key=True),
        Asked("period_end", "Last day", "day", "The last day it stood for.", key=True),
        Asked("value", "Value as reported", "number", "In the unit beside it."),
    )
    order = ("Figure", "Unit", "First day", "Last day", "Value as reported", "KPI id")
    return Sheet("Reported figures", "reported", columns, order, "value")


def answer_sheets() -> tuple[Sheet, ...]:
    """Return the sheets that fill the answers file."""
    return (use_cases(), questionnaire(), reported())


def firm() -> Sheet:
    """Return the sheet of settings: one row a setting."""
    columns = (
        Asked("key", "Setting", "id", key=True),
        Asked("value", "Answer", about="As in the example beside it."),
    )
    order = ("Question", "Answer", "Example", "Why it is asked", "Setting")
    return Sheet(FIRM, "settings", columns, order)


def systems() -> Sheet:
    """Return the sheet of systems: one row a system, a mark under each kind of data it holds."""
    kinds = [Asked(t, HOLDS.get(t, t).split(":")[0], "choice", "x: it holds these.", (("x", "x"),))
             for t in load_tables()]  # fmt: skip
    columns = (
        Asked("id", "System id", "id", "A short name of letters and digits, as in crm.", key=True),
        Asked("name", "Name in the firm"),
        *kinds,
    )
    return Sheet(SYSTEMS, "settings", columns, tuple(column.header for column in columns))


def targets() -> Sheet:
    """Return the sheet of own targets and norms: one row a KPI."""
    columns = (
        Asked("kpi_id", "KPI id", "id", key=True),
        Asked("own_targets", "Own target", "number", "In the unit beside it."),
        Asked("norms", "Norm", "number", "In the unit beside it."),
        Asked("review_days", REVIEWED, "number", "A whole number of days; blank is 31."),
    )
    order = ("KPI", "Unit", "Own target", "Norm", "Judged against", REVIEWED, "KPI id")
    return Sheet(TARGETS, "settings", columns, order)


def counts() -> Sheet:
    """Return the sheet of what lists kept elsewhere name: one row a list."""
    columns = (
        Asked("list_id", "List id", "id", key=True),
        Asked("declared_counts", "How many", "number", "A whole number, counted on that list."),
    )
    order = ("What is counted", "On which list", "Which of them", "How many", "List id")
    return Sheet(COUNTS, "settings", columns, order)


@cache
def log_forms() -> dict[str, Form]:
    """Return sheet name -> form of every plain log that has a sheet, by name."""
    found = {
        to_log_name(form.format): form
        for form in load_forms().values()
        if form.format.startswith(LOG) and form.columns and not form.refuse
    }
    return dict(sorted(found.items(), key=lambda pair: pair[0].casefold()))


def to_log_name(format_name: str) -> str:
    """Return what the sheet of a log is called: generic__rfp_log is RFP log."""
    first, *rest = format_name.removeprefix(LOG).split("_")
    words = [CAPITALS.get(first, first.capitalize()), *(CAPITALS.get(word, word) for word in rest)]
    return " ".join(words)[:31]
