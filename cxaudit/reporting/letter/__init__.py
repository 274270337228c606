"""Writes the data-request letter: what a firm's use cases need, from whom, and what is here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxaudit.audit import Audit
from cxaudit.audit.wanted import DataRequest, to_open_settings, to_requests
from cxaudit.canon import load_settings
from cxaudit.disk import write_bytes, write_text
from cxaudit.display.forms.questions import GROUPS
from cxaudit.display.names import OWNERS
from cxaudit.reporting.letter.page import to_page
from cxaudit.reporting.letter.tracker import to_tracker
from cxaudit.reporting.letter.words import to_state, to_what

FORMATS = ("html", "xlsx")
OF_A_KPI = {
    "own_targets": "Which target has the firm set itself for {name}?",
    "norms": "Which norm does the firm hold itself to for {name}?",
}


def write_request(
    audit: Audit, folder: Path, formats: Sequence[str] = FORMATS, due: str = ""
) -> list[Path]:
    """Write a firm's data request into a folder and return the files.

    ``formats``: html (the letter) and xlsx (to keep track in). ``due``: until when, as it is to
    stand there; blank leaves room to write it. The same audit gives the same bytes.
    """
    requests = _numbered(audit)
    questions = to_questions(audit)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in formats:
        path = folder / f"data-request-{audit.client}.{name}"
        if name == "html":
            write_text(path, to_page(audit, requests, questions, audit.workspace.templates, due))
        else:
            write_bytes(path, to_tracker(audit.name, requests, questions))
        written.append(path)
    return written


def _numbered(audit: Audit) -> list[tuple[int, DataRequest]]:
    """Return the requests with their numbers: those still open first, then what is here."""
    requests = sorted(to_requests(audit), key=lambda request: not request.is_open)
    return list(enumerate(requests, start=1))


def to_questions(audit: Audit) -> list[tuple[str, str, str]]:
    """Return what only the firm can say: the question, whom to ask, the figures that wait."""
    asked = {asked.key: asked.question for group in GROUPS for asked in group.asked}
    found = []
    for key, kpis in to_open_settings(audit).items():
        head, _, kpi_id = key.partition(".")
        plain = OF_A_KPI[head].format(name=kpis[0].name) if kpi_id else ""
        question = asked.get(key) or plain or load_settings().columns[head].about
        owners = dict.fromkeys(OWNERS[str(kpi.owner)] for kpi in kpis)
        figures = ", ".join(f"{kpi.code} {kpi.name}" for kpi in kpis)
        found.append((question, ", ".join(owners), figures))
    return found


def to_json(audit: Audit) -> dict[str, list[dict[str, object]]]:
    """Return requests and questions as JSON-ready fields."""
    requests = [_to_row(number, request) for number, request in _numbered(audit)]
    names = ("question", "owner", "kpis")
    questions = [dict(zip(names, line, strict=True)) for line in to_questions(audit)]
    return {"requests": requests, "questions": questions}


def _to_row(number: int, request: DataRequest) -> dict[str, object]:
    period = request.period
    return {
        "number": number, "title": to_what(request).title, "table": request.table.name,
        "kind": request.kind or None, "owner": request.owner, "systems": list(request.systems),
        "status": request.status, "state": to_state(request)[0], "open": request.is_open,
        "period": {"start": period.start, "end": period.end} if period else None,
        "uncovered": request.uncovered or None, "files": list(request.files),
        "kpi_ids": [kpi.kpi_id for kpi in request.kpis],
        "columns": [{"column": c.name, "supplied": c.supplied, "codes": list(c.codes)}
                    for c in request.columns],
        "formats": [source.form.format for source in request.sources]
        + ([request.log.format] if request.log else []),
    }  # fmt: skip
