"""From answers to one judged criterion: inheritance, proof, age, disagreement, not applicable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from cxaudit.maturity import Maturity
from cxaudit.period import Period, add_months
from cxaudit.readiness.evidence import (
    UNKNOWN,
    ZERO,
    KpiSupply,
    MachineFinding,
    Span,
    Untested,
)
from cxaudit.store.records import CriterionAnswer
from cxaudit.wording import show_count

DATA_LINKS = ("trust", "compute")
GRADES = ("E0", "E1", "E2", "E3")

Groups = Mapping[tuple[str, str, str], Sequence[CriterionAnswer]]


@dataclass(frozen=True)
class JudgedCriterion:
    """One criterion of one KPI, as far as it is declared and as far as it is proved.

    ``origin``: kpi, system:<id>, firm, export or nobody. ``why``: how it came about, in words.
    ``stale``: an evidence lost a grade by age. ``disagree``: respondents differ, nobody settled it.
    ``untested``: why the test on the data did not run, where there is one.
    """

    link: str
    criterion: str
    status: Literal["answered", "unknown", "not_applicable"]
    declared: Span
    evidenced: Span
    grade: str
    origin: str
    why: str
    stale: bool = False
    disagree: bool = False
    finding: MachineFinding | None = None
    untested: Untested | None = None

    def to_json(self) -> dict[str, Any]:
        """Return every field, spans as [low, high]."""
        applies = self.status != "not_applicable"
        return {
            "link": self.link, "criterion": self.criterion, "status": self.status,
            "declared": self.declared.to_json() if applies else None,
            "evidenced": self.evidenced.to_json() if applies else None,
            "grade": self.grade, "origin": self.origin, "why": self.why, "stale": self.stale,
            "disagree": self.disagree,
            "finding": self.finding.to_json() if self.finding else None,
            "untested": self.untested.to_json() if self.untested else None,
        }  # fmt: skip


def group_answers(answers: Iterable[CriterionAnswer]) -> Groups:
    """Return the answers by (scope, link, criterion); those to be confirmed are left out."""
    groups: dict[tuple[str, str, str], list[CriterionAnswer]] = defaultdict(list)
    for answer in answers:
        if not answer.to_confirm:
            groups[answer.scope, answer.link, answer.criterion].append(answer)
    return groups


def judge_criterion(
    kpi_id: str,
    link: str,
    criterion: str,
    groups: Groups,
    supply: KpiSupply,
    finding: MachineFinding | Untested | None,
    as_of: date | None,
    model: Maturity,
) -> JudgedCriterion:
    """Judge one criterion: the KPI's own answer, else its systems' lowest, else the firm's.

    A test on the data overrules what people proved, and stands for an answer nobody gave; a
    criterion that people declare not applicable stays so.
    """
    tested_only = (
        supply.imported and link in DATA_LINKS and _has_machine_test(model, link, criterion)
    )

    def told(scope: str) -> Sequence[CriterionAnswer]:
        return groups.get((scope, link, criterion), ())

    def judge(scope: str) -> JudgedCriterion | None:
        valued = [answer for answer in told(scope) if answer.value is not None]
        return judge_answers(valued, scope, as_of, tested_only, model) if valued else None

    own = f"kpi:{kpi_id}"
    grade = min((effective_grade(a, as_of, model) for a in told(own)), default=GRADES[0])
    why = "nobody has answered"
    unknown = JudgedCriterion(link, criterion, "unknown", UNKNOWN, UNKNOWN, grade, "nobody", why)
    firm = judge("firm") or unknown
    of_systems = [judge(f"system:{name}") or firm for name in supply.systems]
    judged = judge(own) or (_take_lowest(of_systems) if of_systems else firm)
    if isinstance(finding, Untested):
        return replace(judged, untested=finding)
    if finding is None or judged.status == "not_applicable":
        return judged
    return _overrule(judged, finding)


def _overrule(judged: JudgedCriterion, finding: MachineFinding) -> JudgedCriterion:
    proved = Span(finding.evidenced, finding.evidenced)
    answered = judged.status == "answered"
    return replace(
        judged, status="answered", declared=judged.declared if answered else proved,
        evidenced=proved, grade=GRADES[-1], origin=judged.origin if answered else "export",
        why=finding.found, stale=False, finding=finding,
    )  # fmt: skip


def _has_machine_test(model: Maturity, link: str, criterion: str) -> bool:
    return model.links[link].criteria[criterion].machine is not None


def judge_answers(
    group: Sequence[CriterionAnswer],
    scope: str,
    as_of: date | None,
    tested_only: bool,
    model: Maturity,
) -> JudgedCriterion:
    """Judge the answers of one scope to one criterion; all of them hold a value.

    The adjudicator's word stands alone; without one, answers that differ make a span. Not
    applicable stands only where nobody who counts says otherwise. ``tested_only``: only a test
    on the export (E3) proves.
    """
    settled = [answer for answer in group if answer.adjudicates] or list(group)
    valued = [answer for answer in settled if answer.value != "na"]
    link, criterion = group[0].link, group[0].criterion
    origin = scope.partition(":")[0] if scope.startswith("kpi:") else scope
    disagree = len({answer.value for answer in settled}) > 1
    if not valued:
        why = "; ".join(dict.fromkeys(_reason_of(answer) for answer in settled))
        span = Span(ZERO, ZERO)
        return JudgedCriterion(
            link, criterion, "not_applicable", span, span, "E0", origin, f"not applicable: {why}"
        )
    declared = [Fraction(answer.value) for answer in valued]  # type: ignore[arg-type]
    grades = [effective_grade(answer, as_of, model) for answer in valued]
    proved = [
        _proved(answer, grade, tested_only, model)
        for answer, grade in zip(valued, grades, strict=True)
    ]
    stale = any(g != a.evidence for g, a in zip(grades, valued, strict=True))
    return JudgedCriterion(
        link, criterion, "answered",
        Span(min(declared), max(declared)), Span(min(proved), max(proved)),
        min(grades), origin, _to_words(settled, min(grades), tested_only, stale, disagree, model),
        stale, disagree,
    )  # fmt: skip


def effective_grade(answer: CriterionAnswer, as_of: date | None, model: Maturity) -> str:
    """Return the evidence's grade at as_of: one lower where it is older than the model allows.

    Evidence is as old as the day it is of, or where that is not known the day it was received.
    """
    day = answer.evidence_on or answer.received_on
    if as_of is None or day is None or answer.evidence == GRADES[0]:
        return answer.evidence
    oldest = add_months(as_of, -model.levels.months_until_stale)
    is_old = day < oldest
    return GRADES[GRADES.index(answer.evidence) - 1] if is_old else answer.evidence


def _proved(answer: CriterionAnswer, grade: str, tested_only: bool, model: Maturity) -> Fraction:
    proving = [g.id for g in model.answers.grade if g.proves]
    if grade not in (proving[-1:] if tested_only else proving):
        return ZERO
    explicit = answer.evidenced
    return Fraction(answer.value if explicit is None else explicit)  # type: ignore[arg-type]


def _reason_of(answer: CriterionAnswer) -> str:
    return answer.reason or (answer.reason_code or "other").replace("_", " ")


def _to_words(
    answers: Sequence[CriterionAnswer],
    grade: str,
    tested_only: bool,
    stale: bool,
    disagree: bool,
    model: Maturity,
) -> str:
    label = {g.id: g.label.lower() for g in model.answers.grade}[grade]
    shown = [a.evidence_on or a.received_on for a in answers if a.evidence != GRADES[0]]
    days = sorted({day for day in shown if day})
    if days:
        label += f" on {' and '.join(Period(day, day).in_words for day in days)}"
    parts = [label]
    if tested_only and grade != GRADES[-1]:
        parts = [f"{label}, and the export is here: only a test on it proves"]
    if stale:
        months = model.levels.months_until_stale
        parts.append(f"evidence older than {show_count(months, 'month')}, one grade lower")
    if disagree:
        said = sorted(f"{a.value} by {a.respondent or 'somebody'}" for a in answers)
        parts.append(f"respondents disagree: {', '.join(said)}")
    if any(answer.adjudicates for answer in answers):
        who = sorted({a.respondent or "somebody who is not named" for a in answers})
        parts.append(f"settled by {' and '.join(who)}")
    return "; ".join(parts)


def _take_lowest(judged: Sequence[JudgedCriterion]) -> JudgedCriterion:
    if len({j.origin for j in judged}) == 1:
        return judged[0]
    counted = [j for j in judged if j.status != "not_applicable"]
    if not counted:
        return judged[0]
    declared = Span(min(j.declared.low for j in counted), min(j.declared.high for j in counted))
    evidenced = Span(min(j.evidenced.low for j in counted), min(j.evidenced.high for j in counted))
    lead = min(counted, key=lambda j: (j.evidenced, j.declared, j.grade))
    answered = any(j.status == "answered" for j in counted) and declared.is_known
    return replace(
        lead, status="answered" if answered or all(j.status == "answered" for j in counted)
        else "unknown", declared=declared, evidenced=evidenced,
        grade=min(j.grade for j in counted), stale=any(j.stale for j in counted),
        disagree=any(j.disagree for j in counted), why=f"lowest of several systems: {lead.why}",
    )  # fmt: skip
