"""The data request as one HTML page that loads nothing and prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from cxaudit.audit import Audit
from cxaudit.audit.wanted import DataRequest, Source
from cxaudit.catalogue import Kpi
from cxaudit.display import Panel, read_style
from cxaudit.display.kinds import lower_first
from cxaudit.display.names import OWNERS
from cxaudit.display.panel import Cell, show_cards, show_list, show_table, show_tag
from cxaudit.display.words import join_words
from cxaudit.reporting.letter.words import (
    to_column,
    to_days,
    to_headers,
    to_log,
    to_place,
    to_state,
    to_what,
)
from cxaudit.wording import show_count, show_use_case

SAFETY = (
    "Send files the way you agreed on with whoever runs the audit: a shared folder or a secure "
    "transfer, not as attachments of open e-mails.",
    "Send them as the tool exports them. A header renamed or a total added by hand is read as an "
    "error; a column too many is not read.",
    "Nothing personal is wanted beyond what a column asks for. Addresses and user names are "
    "replaced by codes as soon as a file is read, and the key to the codes never leaves the "
    "machine that reads it. Free text such as notes, subjects and causes is not read at all.",
    "What cannot be had is worth a line too: that it is not recorded is a finding of the audit, "
    "not a fault of yours.",
)
OPENING = (
    "The audit looks at how {name} uses figures on its clients' experience, and computes them "
    "from the firm's own exports. Below stands what it needs, by the function that usually keeps "
    "it: which rows, which days, which columns, and what for. What is here already is not asked "
    "for again."
)
Numbered = tuple[int, DataRequest]


def to_page(
    audit: Audit, requests: Sequence[Numbered], questions: Sequence[tuple[str, str, str]],
    templates: Path, due: str = "",
) -> str:  # fmt: skip
    """Return the letter. ``questions``: question, whom to ask, the figures that wait for it."""
    folder = templates / "request"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True)
    wanted = [(n, request) for n, request in requests if request.is_open]
    here = [request for _, request in requests if not request.is_open]
    sheets = [_read(templates, name) for name in ("report/page.css", "request/letter.css")]
    style = "\n".join([read_style(), *sheets])
    return environment.get_template("letter.html.j2").render(
        title=f"Data request: {audit.name}",
        opening=OPENING.format(name=audit.name),
        style=Markup(style),
        facts=_facts(audit, due),
        cards=_mark(_cards(wanted, here)),
        glance=_mark(_glance(wanted)),
        owners=[(o, [_to_article(audit, *pair) for pair in found]) for o, found in _by(wanted)],
        questions=_mark(_questions(questions)) if questions else "",
        received=_mark(_received(here)) if here else "",
        safety=_mark(show_list(SAFETY)),
    )


def _read(templates: Path, name: str) -> str:
    return (templates / name).read_text(encoding="utf-8")


def _mark(panel: Panel) -> Markup:
    return Markup(panel.html)


def _by(wanted: Sequence[Numbered]) -> list[tuple[str, list[Numbered]]]:
    groups = groupby(wanted, key=lambda pair: pair[1].owner)
    return [(OWNERS[owner], list(found)) for owner, found in groups]


def _facts(audit: Audit, due: str) -> list[tuple[str, str]]:
    period = next((p for p in (_period(audit),) if p), "")
    return [("Firm", audit.name), ("Audited period", period), ("Please send by", due),
            ("To", "")]  # fmt: skip


def _period(audit: Audit) -> str:
    profile = audit.file.profile
    return audit.period.in_words if profile.get("as_of") or profile.get("period_end") else ""


def _cards(wanted: Sequence[Numbered], here: Sequence[DataRequest]) -> Panel:
    waiting = {kpi.code for _, request in wanted for kpi in request.kpis}
    open_columns = sum(len(request.lacking) for _, request in wanted)
    asked = len({request.owner for _, request in wanted})
    return show_cards([
        (str(len(wanted)), "sets of rows asked for", f"of {len(wanted) + len(here)} in all"),
        (str(asked), "functions to ask" if asked != 1 else "function to ask", ""),
        (str(open_columns), "columns missing" if open_columns != 1 else "column missing", ""),
        (str(len(waiting)), "figures that wait" if len(waiting) != 1 else "figure that waits", ""),
    ])  # fmt: skip


def _glance(wanted: Sequence[Numbered]) -> Panel:
    if not wanted:
        return show_table("At a glance", ["all that is needed is here"], [])
    lines = [
        [
            f"{number}. {to_what(request).title}",
            OWNERS[request.owner],
            to_place(request),
            to_days(request),
            _state(request),
        ]
        for number, request in wanted
    ]
    columns = ["what", "whom to ask", "where it lies", "which days", "state"]
    return show_table("At a glance", columns, lines)


def _state(request: DataRequest) -> Cell:
    word, look = to_state(request)
    return Cell(word, html=show_tag(word, look))


def _to_article(audit: Audit, number: int, request: DataRequest) -> dict[str, Any]:
    what, (word, look) = to_what(request), to_state(request)
    row = f"{what.row[:1].upper()}{what.row[1:]}. " if what.row else ""
    return {
        "number": number, "title": what.title, "tag": Markup(show_tag(word, look)),
        "about": f"{row}From {to_place(request)}; {to_days(request)}.",
        "lacks": _lacks(request),
        "columns": _mark(_columns(request)),
        "exports": _mark(show_list(_exports(request))),
        "leave_out": ", ".join(request.log.unread) if request.log else "",
        "purposes": _mark(show_list([_purpose(audit, kpi) for kpi in request.kpis])),
    }  # fmt: skip


def _lacks(request: DataRequest) -> str:
    """Return what came and what of it lacks, as a sentence."""
    if not request.files:
        if request.status == "second_best":
            return "Simpler figures stand already; with these rows they follow their definition."
        return ""
    more = f" and {len(request.files) - 3} more" if len(request.files) > 3 else ""
    came = f"Here already: {', '.join(request.files[:3])}{more}."
    days = f" No rows yet for {request.uncovered}." if request.uncovered else ""
    lacking = [lower_first(to_column(request, column)) for column in request.lacking]
    return came + (f" What came lacks: {'; '.join(lacking)}." if lacking else "") + days


def _columns(request: DataRequest) -> Panel:
    headers = to_headers(request.log)
    lines = [
        [
            to_column(request, column),
            headers.get(column.name, column.name),
            ", ".join(column.codes) or "to tell rows apart",
            Cell("here" if column.supplied else "lacks",
                 html=show_tag("here", "yes") if column.supplied else show_tag("lacks", "no")),
        ]
        for column in request.columns
    ]  # fmt: skip
    columns = ["what it must show", "column in our own layout", "for", "state"]
    return show_table("Columns", columns, lines)


def _exports(request: DataRequest) -> list[str]:
    found = [f"{source.form.label}{_brings(request, source)}" for source in request.sources]
    found += [to_log(request.log)]
    if request.instead:
        found.append(f"second best, for simpler figures: {join_words(request.instead)}")
    return found


def _brings(request: DataRequest, source: Source) -> str:
    lacks = [
        lower_first(to_column(request, c)) for c in request.columns if c.name not in source.brings
    ]
    return f" (it does not show: {'; '.join(lacks)})" if lacks else ""


def _purpose(audit: Audit, kpi: Kpi) -> str:
    """Return a figure with its use case: in the firm's own words where it has named one."""
    state, case = audit.states.get(kpi.kpi_id), kpi.use_case
    told = f"{case.who} {case.does}." if case else ""
    if state is not None and state.has_use_case:
        told = show_use_case(str(state.who), str(state.does), str(state.why))
    return f"{kpi.code} {kpi.name}: {told}" if told else f"{kpi.code} {kpi.name}"


def _questions(questions: Sequence[tuple[str, str, str]]) -> Panel:
    columns = ["question", "whom to ask", "figures that wait"]
    return show_table("No export says it", columns, [list(line) for line in questions])


def _received(here: Sequence[DataRequest]) -> Panel:
    lines = [
        [to_what(request).title, ", ".join(request.files[:3]) + _more(request.files),
         ", ".join(kpi.code for kpi in request.kpis)]
        for request in here
    ]  # fmt: skip
    return show_table("Nothing more is asked of these", ["what", "files", "figures"], lines)


def _more(files: Sequence[str]) -> str:
    return f" and {show_count(len(files) - 3, 'file')} more" if len(files) > 3 else ""
