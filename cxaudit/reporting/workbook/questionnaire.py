"""Use cases, the twenty criteria and the figures that the firm reported, as rows to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from cxaudit.catalogue import Kpi
from cxaudit.display.names import OWNERS
from cxaudit.intake.workbook import layout
from cxaudit.maturity import load_maturity
from cxaudit.reporting.book import Book, to_height
from cxaudit.reporting.workbook.answers import Line, Plan, to_fields, write_answers
from cxaudit.reporting.workbook.asking import Asking
from cxaudit.store import CriterionAnswer
from cxaudit.wording import show_use_case

SPARE_USE_CASES, SPARE_CRITERIA, SPARE_REPORTED = 15, 40, 20
FIRM_WHOLE = "The firm as a whole"
UNITS = {
    "fraction": "share, as in 25 %", "ratio": "number", "seconds": "seconds", "days": "days",
    "years": "years", "count": "count", "currency": "amount",
}  # fmt: skip
NUMBER_FORMATS = {"fraction": "0.0##%", "currency": "#,##0.00"}

ABOUT_USE_CASES = (
    "Which of the 28 figures does the firm want to use, who does what with it, and why? An "
    "activity that the firm does not have is not applicable: choose why not, and name a proof and "
    "who reviewed it. Only blue cells are filled in. Several people may answer: use a row below."
)
ABOUT_CRITERIA = (
    "Only what applies is asked. What a system does is asked once for the system; every figure "
    "that reads from it inherits the answer, and what is known already need not be answered again. "
    "Do not guess: Don't know is an answer. Filter the first column to see what one function is "
    "asked. A message at each answer says which evidence is enough."
)
ABOUT_REPORTED = (
    "Figures from the firm's last board paper or dashboard, with the period they stood for. The "
    "same period is computed again from the rows: where both agree, the firm's own formula is "
    "proved. Leave blank what was never reported."
)


def write_use_cases(book: Book, asking: Asking) -> None:
    """Write the sheet of use cases: all 28, for it is here that one applies or does not."""
    sheet = layout.use_cases()
    widths = {
        "Ask": 13, "KPI": 30, "An example of its use": 44, "Does it apply?": 18, "Who": 20,
        "Does what": 34, "Because": 34, "Link to strategy": 18,
        "Theme of the strategy": 20, "How much it touches": 18,
        "Level aimed at": 14, "Answered by": 18, "Why not": 22, "Remark": 26, "Proof": 24,
        "Reviewed by": 16, "Put off by": 16, "Put off until": 12, "Settles it": 9,
        "To be confirmed": 11, "KPI id": 22,
    }  # fmt: skip
    lines: list[Line] = []
    for kpi in (kpi for kpi in asking.catalogue.values() if kpi.is_kpi):
        answers = [a for a in asking.file.use_cases if a.kpi_id == kpi.kpi_id]
        values = [to_fields(a, sheet.columns) for a in answers] or [{"kpi_id": kpi.kpi_id}]
        told = _tell_use_case(kpi)
        starts = not lines or lines[-1].told["Ask"] != told["Ask"]
        for row in values:
            height = max(to_height(told["An example of its use"], 44), _height(row, widths, sheet))
            lines.append(Line(told, row, ("kpi_id",), starts, height=height))
            starts = False
    known = tuple(kpi.kpi_id for kpi in asking.catalogue.values() if kpi.is_kpi)
    told = {"Ask": "Anyone", "KPI": "A further person's view: choose the KPI id at the far right"}
    spare = [Line(told, starts=not n) for n in range(SPARE_USE_CASES)]
    plan = Plan(
        sheet, widths, ABOUT_USE_CASES, 2, "Use cases: who wants to do what, and why", printed=11
    )
    write_answers(book, plan, lines, spare, {"kpi_id": known})


def _tell_use_case(kpi: Kpi) -> dict[str, str]:
    case = kpi.use_case
    example = show_use_case(case.who, case.does, case.why) if case else ""
    named = {"Ask": OWNERS[str(kpi.owner)], "KPI": f"{kpi.code} {kpi.name}"}
    return named | {"An example of its use": example}


def _height(row: dict, widths: dict[str, float], sheet: layout.Sheet) -> float:
    texts = [(str(row.get(c.field) or ""), widths[c.header]) for c in sheet.columns
             if c.kind == "text"]  # fmt: skip
    return max((to_height(text, width) for text, width in texts), default=30)


def write_questionnaire(book: Book, asking: Asking) -> None:
    """Write the criteria of every figure that applies, of every system, and answers that stand."""
    sheet = layout.questionnaire()
    widths = {
        "Ask": 16, "About": 30, "Link": 10, "Question": 36, "How to check it": 44,
        "Known already": 30, "Answer": 19, "Evidence": 15, "Seen on": 11, "Received on": 11,
        "Remark": 30, "Answered by": 18, "Proved": 17, "Why not applicable": 20,
        "Hash of the proof": 14, "Settles it": 9, "To be confirmed": 11, "KPI id": 18,
        "System id": 11, "Link id": 9, "Criterion id": 12,
    }  # fmt: skip
    lines = list(_to_criteria(asking, sheet))
    told = {"Ask": "Anyone", "About": "A further answer: fill in the ids at the far right"}
    spare = [Line(told, starts=not n) for n in range(SPARE_CRITERIA)]
    plan = Plan(
        sheet, widths, ABOUT_CRITERIA, 2, "Questionnaire: how far do the data carry?", printed=11
    )
    systems = tuple(asking.systems) if asking.asks_firm else ()
    choices = {"kpi_id": tuple(kpi.kpi_id for kpi in asking.kpis), "system": systems}
    write_answers(book, plan, lines, spare, choices)


def _to_criteria(asking: Asking, sheet: layout.Sheet) -> Iterator[Line]:
    model = load_maturity()
    answers: dict[str, list[CriterionAnswer]] = {}
    for answer in asking.file.criteria:
        answers.setdefault(answer.scope, []).append(answer)
    for scope in _to_scopes(asking, answers):
        starts = True
        for link, criterion in model.criterion_ids:
            kind = model.links[link].criteria[criterion].scope
            own = [a for a in answers.get(scope, ()) if (a.link, a.criterion) == (link, criterion)]
            if not own and not _is_asked(asking, scope, kind):
                continue
            told = _tell_criterion(asking, scope, link, criterion)
            ids = _to_ids(scope) | {"link": link, "criterion": criterion}
            for values in [to_fields(a, sheet.columns) for a in own] or [ids]:
                height = max(to_height(told["How to check it"], 44),
                             to_height(told["Question"], 36), to_height(told["Known already"], 30),
                             to_height(str(values.get("reason") or ""), 30))  # fmt: skip
                fixed = ("kpi_id", "system", "link", "criterion")
                yield Line(told, values, fixed, starts, height=height, hint=_hint(link, criterion))
                starts = False


def _hint(link: str, criterion: str) -> str:
    """Return what evidence is enough, and what is not."""
    asked = load_maturity().links[link].criteria[criterion]
    return f"Enough: {asked.sufficient} Not enough: {asked.insufficient}"


def _to_scopes(asking: Asking, answers: dict[str, list[CriterionAnswer]]) -> list[str]:
    """Return what is asked about in order: figures by owner, systems, the firm; then the rest.

    Answers about figures that the model no longer knows are left where they are.
    """
    asked = [f"kpi:{kpi.kpi_id}" for kpi in asking.kpis]
    if asking.asks_firm:
        asked += [f"system:{system}" for system in asking.systems] or ["firm"]
    known = {f"kpi:{kpi_id}" for kpi_id in asking.catalogue}
    rest = [scope for scope in sorted(answers) if scope in known or not scope.startswith("kpi:")]
    return list(dict.fromkeys([*asked, *rest]))


def _is_asked(asking: Asking, scope: str, kind: str) -> bool:
    """Tell whether a criterion of this kind is asked of a scope that has no answer yet.

    A firm that has named no system is asked once, as a whole, what systems would be.
    """
    of, _, name = scope.partition(":")
    if of == "kpi":
        return kind == "kpi" and any(kpi.kpi_id == name for kpi in asking.kpis)
    if of == "system":
        return kind == "system" and name in asking.systems
    return kind == "firm" or (kind == "system" and not asking.systems)


def _to_ids(scope: str) -> dict[str, str | None]:
    of, _, name = scope.partition(":")
    return {"kpi_id": name if of == "kpi" else None, "system": name if of == "system" else None}


def _tell_criterion(asking: Asking, scope: str, link: str, criterion: str) -> dict[str, str]:
    model, (of, _, name) = load_maturity(), scope.partition(":")
    asked = model.links[link].criteria[criterion]
    kpi, system = asking.catalogue.get(name), asking.systems.get(name, name)
    ask, about = {
        "kpi": (OWNERS.get(str(kpi and kpi.owner), ""), f"{kpi.code} {kpi.name}" if kpi else name),
        "system": (f"Who runs {system}", f"System: {system}"),
        "firm": ("The firm", FIRM_WHOLE),
    }[of]  # fmt: skip
    known = asking.known.get((name, link, criterion), "") if of == "kpi" else ""
    return {"Ask": ask, "About": about, "Link": model.links[link].name,
            "Question": asked.question, "How to check it": asked.test,
            "Known already": known}  # fmt: skip


def write_reported(book: Book, asking: Asking) -> None:
    """Write a row a figure, with the period it looks at, and what was reported before."""
    sheet = layout.reported()
    widths = {"Figure": 46, "Unit": 16, "First day": 13, "Last day": 13, "Value as reported": 18,
              "KPI id": 30}  # fmt: skip
    context = [kpi for kpi in asking.catalogue.values() if not kpi.is_kpi]
    lines: list[Line] = []
    known = {r.kpi_id for r in asking.file.reported}
    figures = {k.kpi_id: k for k in (*asking.kpis, *context)}
    others = [k for k in asking.catalogue.values() if k.kpi_id in known - set(figures)]
    for kpi in (*figures.values(), *others):
        own = [to_fields(r, sheet.columns) for r in asking.file.reported if r.kpi_id == kpi.kpi_id]
        unit = kpi.figure["headline"].unit
        told = {"Figure": f"{kpi.code} {kpi.name}", "Unit": UNITS[unit]}
        formats = {"value": NUMBER_FORMATS[unit]} if unit in NUMBER_FORMATS else {}
        for values in own or [_to_period(asking, kpi)]:
            lines.append(Line(told, values, ("kpi_id",), formats=formats, height=18))
    told = {"Figure": "Another period: choose the KPI id at the right", "Unit": ""}
    spare = [Line(told, starts=not n, height=18) for n in range(SPARE_REPORTED)]
    ids = tuple(kpi.kpi_id for kpi in asking.catalogue.values())
    plan = Plan(sheet, widths, ABOUT_REPORTED, 1, "Figures that the firm reported itself")
    write_answers(book, plan, lines, spare, {"kpi_id": ids})


def _to_period(asking: Asking, kpi: Kpi) -> dict[str, str | None]:
    period = asking.periods.get(kpi.kpi_id)
    start = period.start.isoformat() if period and period.start else None
    end = period.end.isoformat() if period else None
    return {"kpi_id": kpi.kpi_id, "period_start": start, "period_end": end}
