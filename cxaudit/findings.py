"""The auditor's checks over the joined rows, each a file of model/findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from pydantic import Field, model_validator

from cxaudit.errors import ModelError
from cxaudit.modelfile import MODEL_ROOT, Frozen, list_files, load_model

Severity = Literal["high", "medium", "low", "note"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low", "note")

Facts = Mapping[str, Any]
"""One KPI's joined row, flat: names of the known facts to text, numbers, truths or None."""

KNOWN_FACTS: dict[str, str] = {
    "kpi_id": "id", "name": "name of the KPI", "owner": "owner function", "goal": "goal",
    "state": "state of the use case", "weight": "1 to 5", "has_use_case": "who, does and why named",
    "outcome": "how the figure ended", "value": "the figure", "value_text": "the figure as shown",
    "n": "its sample", "variant": "which definition",
    "variant_label": "the same in words", "is_fallback": "a fallback stands in",
    "flags": "flags of the figure, joined", "reason": "why there is no value",
    "excluded_share": "share of rows left out", "unfiltered_gap": "relative change by exclusions",
    "unfiltered_text": "the figure before exclusions, as shown",
    "missing": "columns lacking, joined", "outside_bounds": "outside the possible values",
    "declared_level": "0 to 5", "evidenced_level": "0 to 5", "level_gap": "declared less evidenced",
    "limiting_link": "first link that breaks", "data_links": "lesser of capture and trust scores",
    "purpose_score": "score of the purpose link", "stale": "an answer lost a grade by age",
    "disagreement": "respondents disagree", "target_met": "yes, no, unclear, not_set",
    "target_rule": "rule of the use case", "target_wording": "its verdict in words",
    "position_wording": "position among peers", "published_count": "published values shown",
    "reported_value": "the firm's own figure", "reported_text": "the same as shown",
    "reported_matches": "equals ours or a named variant",
    "reported_match": "which variant it equals",
    "reported_jump": "two periods that differ a hundredfold",
    "reported_ours": "ours for the same period",
    "reported_period": "the period it stands for", "reported_why": "what lies between the two",
    "pending_old": "share long undecided",
    "top_consultant_share": "share of buys", "top_consultant_text": "the same as shown",
    "walk_gap": "relative gap of the AUM walk", "walk_text": "the gap as shown",
    "keys_mended": "keys joined though spelled otherwise", "keys_lost": "keys without their row",
    "without_next_step": "top items that offer no next step",
}  # fmt: skip


class Condition(Frozen):
    """One condition on one fact: exactly one of the comparisons is set."""

    fact: str
    equals: str | float | bool | None = None
    one_of: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    contains: str | None = None
    known: bool | None = None

    @model_validator(mode="after")
    def _compares_once(self) -> Condition:
        if self.fact not in KNOWN_FACTS:
            raise ValueError(f"there is no fact {self.fact}")
        used = [self.equals, self.at_least, self.at_most, self.contains, self.known]
        if sum(u is not None for u in used) + bool(self.one_of) != 1:
            raise ValueError("a condition makes exactly one comparison")
        return self

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition holds; an unknown fact holds only for known = false."""
        found = facts.get(self.fact)
        if self.known is not None:
            return (found is not None and found != "") == self.known
        if found is None:
            return False
        if self.at_least is not None:
            return float(found) >= self.at_least
        if self.at_most is not None:
            return float(found) <= self.at_most
        if self.contains is not None:
            return self.contains in str(found)
        return found in self.one_of if self.one_of else found == self.equals


class FindingCase(Frozen):
    """Facts with which a check must fire, or must not."""

    fires: bool
    facts: dict[str, str | float | bool]


class Check(Frozen):
    """One check: what it looks for, the evidence it prints, the remedy, its cases.

    All of ``when`` must hold. ``evidence`` is a sentence with facts in braces, printed once a KPI;
    the KPIs with the greatest ``rank_by`` come first.
    """

    finding_id: str
    title: str
    severity: Severity
    looks_for: str
    when: tuple[Condition, ...] = Field(min_length=1)
    evidence: str
    rank_by: str = "weight"
    remedy: str
    case: tuple[FindingCase, ...]

    @model_validator(mode="after")
    def _fires_and_stays_silent(self) -> Check:
        if {case.fires for case in self.case} != {True, False}:
            raise ValueError("a check has a case that fires and one that does not")
        named = {name for _, name, _, _ in Formatter().parse(self.evidence) if name}
        if not named <= set(KNOWN_FACTS):
            raise ValueError(f"evidence names unknown facts {sorted(named - set(KNOWN_FACTS))}")
        return self

    def fires(self, facts: Facts) -> bool:
        """Tell whether the check fires on these facts."""
        return all(condition.holds(facts) for condition in self.when)


@dataclass(frozen=True)
class Finding:
    """What a check found: one line of evidence for each KPI it fired on."""

    id: str
    title: str
    severity: Severity
    kpi_ids: tuple[str, ...]
    evidence: tuple[str, ...]
    remedy: str

    def to_json(self) -> dict[str, Any]:
        """Return id, title, severity, kpi_ids, evidence (one text a KPI), remedy."""
        return {
            "id": self.id, "title": self.title, "severity": self.severity,
            "kpi_ids": list(self.kpi_ids), "evidence": list(self.evidence), "remedy": self.remedy,
        }  # fmt: skip


@cache
def load_checks(root: Path = MODEL_ROOT) -> tuple[Check, ...]:
    """Read every file of model/findings, sorted by name; raises ModelError."""
    checks = tuple(load_model(p, Check, finding_id=p.stem) for p in list_files("findings", root))
    for check in checks:
        wrong = [c for c in check.case if check.fires(c.facts) != c.fires]
        if wrong:
            raise ModelError(
                "a check's own case fails", file=f"model/findings/{check.finding_id}.toml",
                found=f"{len(wrong)} of {len(check.case)} cases",
            )  # fmt: skip
    return checks


def find(rows: Sequence[Facts], checks: Sequence[Check] | None = None) -> tuple[Finding, ...]:
    """Run the checks over the joined rows: findings by severity, then by reach, then by name."""
    found = []
    for check in load_checks() if checks is None else checks:
        hit = [facts for facts in rows if check.fires(facts)]
        hit.sort(key=lambda facts, by=check.rank_by: -float(facts.get(by) or 0))
        if hit:
            found.append(_finding(check, hit))
    return tuple(sorted(found, key=lambda f: (SEVERITIES.index(f.severity), -len(f.kpi_ids), f.id)))


def _finding(check: Check, hit: Sequence[Facts]) -> Finding:
    evidence = tuple(check.evidence.format_map(_Shown.of(facts)) for facts in hit)
    ids = tuple(str(facts["kpi_id"]) for facts in hit)
    owners = " and ".join(dict.fromkeys(str(facts.get("owner", "their")) for facts in hit))
    remedy = check.remedy.replace("{owner}", owners)
    return Finding(check.finding_id, check.title, check.severity, ids, evidence, remedy)


class _Shown(dict[str, Any]):
    """Facts as they print: nothing known prints as "unknown"."""

    @classmethod
    def of(cls, facts: Facts) -> _Shown:
        return cls({name: fact for name, fact in facts.items() if fact is not None})

    def __missing__(self, name: str) -> str:
        return "unknown"
