"""Which use cases apply: one of five states per KPI, with its reason, weight and target level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cxaudit.maturity import Maturity, Suggestion, load_maturity
from cxaudit.store.records import UseCaseAnswer

PURPOSE_FIELDS = ("who", "does", "why")


@dataclass(frozen=True)
class UseCaseState:
    """The judged state of one use case.

    ``weight``: 1 + strategy link + materiality, 1 to 5. ``target_level``: 1 to 5, 0 while
    deferred. ``strategy_link`` and ``materiality``: 0 to 2, what the weight is made of;
    ``theme``: of the strategy. ``proof``, ``reviewer``: of not applicable; ``approver``: of a
    deferral. ``lacks``: what should be named and is not. ``respondents``: who answered.
    ``suggestion``: a hint from the profile where nobody has answered; it is never applied.
    """

    kpi_id: str
    state: str
    reason: str
    weight: int = 1
    target_level: int = 3
    reason_code: str | None = None
    who: str | None = None
    does: str | None = None
    why: str | None = None
    strategy_link: int = 0
    materiality: int = 0
    theme: str | None = None
    proof: str | None = None
    reviewer: str | None = None
    approver: str | None = None
    until: date | None = None
    lacks: tuple[str, ...] = ()
    respondents: tuple[str, ...] = ()
    disagree: bool = False
    suggestion: Suggestion | None = None

    @property
    def in_funnel(self) -> bool:
        """Tell whether the use case counts as applicable in the funnel."""
        return self.state != "not_applicable"

    @property
    def in_index(self) -> bool:
        """Tell whether the use case counts in index, stage and per cent to target."""
        return self.state in ("applies", "no_use_case", "unknown")

    @property
    def has_use_case(self) -> bool:
        """Tell whether who, does and why are all named."""
        return all(getattr(self, name) for name in PURPOSE_FIELDS)

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON-ready fields."""
        hint = self.suggestion
        return {
            "kpi_id": self.kpi_id, "state": self.state, "reason": self.reason,
            "reason_code": self.reason_code, "weight": self.weight,
            "strategy_link": self.strategy_link, "materiality": self.materiality,
            "theme": self.theme, "target_level": self.target_level, "who": self.who,
            "does": self.does, "why": self.why, "proof": self.proof, "reviewer": self.reviewer,
            "approver": self.approver, "until": self.until.isoformat() if self.until else None,
            "lacks": list(self.lacks), "respondents": list(self.respondents),
            "suggestion": hint and {"state": hint.state, "reason_code": hint.reason_code,
                                    "wording": hint.wording},
        }  # fmt: skip


def judge_use_cases(
    catalogue_ids: Iterable[str],
    profile: Mapping[str, Any],
    use_cases: Iterable[UseCaseAnswer],
    *,
    model: Maturity | None = None,
) -> dict[str, UseCaseState]:
    """Return kpi_id -> state, one for every id, in the order of the ids.

    A use case that is said to apply without who, does and why is ``no_use_case``; a deferral that
    ended before the profile's as_of counts no more. Of several respondents the adjudicator's word
    stands; without one, different states are ``unknown`` (``no_use_case`` where that is all they
    differ in), and the highest weight and target level count.
    """
    maturity = model or load_maturity()
    by_kpi: dict[str, list[UseCaseAnswer]] = defaultdict(list)
    for answer in use_cases:
        by_kpi[answer.kpi_id].append(answer)
    as_of = _to_day(profile.get("as_of") or profile.get("period_end"))
    return {
        kpi_id: _judge(kpi_id, by_kpi.get(kpi_id, []), as_of, maturity)
        if any(answer.state != "unknown" for answer in by_kpi.get(kpi_id, []))
        else _unanswered(kpi_id, by_kpi.get(kpi_id, []), profile, maturity)
        for kpi_id in catalogue_ids
    }


def _to_day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _weigh(answers: Sequence[UseCaseAnswer], maturity: Maturity) -> dict[str, Any]:
    strategy = max((a.strategy_link or 0 for a in answers), default=0)
    materiality = max((a.materiality or 0 for a in answers), default=0)
    targets = [a.target_level for a in answers if a.target_level is not None]
    target = max(targets, default=maturity.levels.default_target_level)
    themes = [to_theme(a.theme, maturity) for a in answers if a.theme]
    return {
        "weight": 1 + strategy + materiality, "target_level": target, "strategy_link": strategy,
        "materiality": materiality, "theme": "; ".join(dict.fromkeys(themes)) or None,
    }  # fmt: skip


def to_theme(said: str, maturity: Maturity) -> str:
    """Return the label of a theme named by its id or label; the firm's own words stay."""
    plain = said.strip().casefold().replace("_", " ")
    known = {name.casefold().replace("_", " "): t.label for t in maturity.answers.theme
             for name in (t.id, t.label)}  # fmt: skip
    return known.get(plain, said.strip())


def _unanswered(
    kpi_id: str, answers: list[UseCaseAnswer], profile: Mapping[str, Any], maturity: Maturity
) -> UseCaseState:
    hint = suggest(kpi_id, profile, maturity)
    reason = f"not answered; {hint.wording}" if hint else "not answered"
    named = {name: getattr(answers[0], name) for name in PURPOSE_FIELDS} if answers else {}
    weights = _weigh(answers, maturity)
    return UseCaseState(kpi_id, "unknown", reason, suggestion=hint, **named, **weights)


def suggest(kpi_id: str, profile: Mapping[str, Any], model: Maturity) -> Suggestion | None:
    """Return the first hint that the profile gives for this KPI."""
    for hint in model.answers.suggestion:
        listed = [str(word).casefold() for word in profile.get(hint.profile) or ()]
        known = any(word in entry for word in hint.words for entry in listed)
        if listed and not known and kpi_id in hint.kpis:
            return hint
    return None


def _judge(
    kpi_id: str, answers: list[UseCaseAnswer], as_of: date | None, maturity: Maturity
) -> UseCaseState:
    said = [answer for answer in answers if answer.state != "unknown"]
    settled = [answer for answer in said if answer.adjudicates] or said
    states = {_state_of(answer, as_of) for answer in settled}
    disagree = len(states) > 1
    if not disagree:
        state = states.pop()
    else:
        state = "no_use_case" if states == {"applies", "no_use_case"} else "unknown"
    lead = next((a for a in settled if _state_of(a, as_of) == state), settled[0])
    weights = _weigh(settled, maturity)
    if state == "deferred":
        weights["target_level"] = 0
    reason = _disagreement(settled, as_of) if disagree else _to_reason(lead, state, maturity)
    return UseCaseState(
        kpi_id, state, reason, **weights,
        reason_code=lead.reason_code if state == "not_applicable" else None,
        who=lead.who, does=lead.does, why=lead.why,
        until=lead.until if state == "deferred" else None,
        approver=lead.approver if state == "deferred" else None,
        proof=lead.proof if state == "not_applicable" else None,
        reviewer=lead.reviewer if state == "not_applicable" else None,
        lacks=_to_lacks(lead, state), disagree=disagree,
        respondents=tuple(sorted({a.respondent for a in answers if a.respondent})),
    )  # fmt: skip


def _state_of(answer: UseCaseAnswer, as_of: date | None) -> str:
    ended = answer.state == "deferred" and answer.until and as_of and answer.until < as_of
    if answer.state == "applies" or ended:
        named = all(getattr(answer, name) for name in PURPOSE_FIELDS)
        return "applies" if named else "no_use_case"
    return answer.state


def _to_reason(answer: UseCaseAnswer, state: str, maturity: Maturity) -> str:
    codes = {r.id: r.label for r in maturity.answers.reason if r.of == "use_case"}
    parts = [codes[answer.reason_code]] if answer.reason_code in codes else []
    if answer.state == "deferred":
        word = "deferred until" if state == "deferred" else "the deferral ended on"
        parts.append(f"{word} {answer.until}, approved by {answer.approver}")
    if state == "no_use_case":
        missing = [name for name in PURPOSE_FIELDS if not getattr(answer, name)]
        parts.append(f"not named yet: {', '.join(missing)}" if missing else "no use case yet")
    parts += [answer.reason] if answer.reason else []
    return "; ".join(parts)


def _disagreement(answers: Sequence[UseCaseAnswer], as_of: date | None) -> str:
    said = sorted({f"{a.respondent or 'somebody'} says {_state_of(a, as_of)}" for a in answers})
    return f"respondents disagree: {', '.join(said)}"


def _to_lacks(answer: UseCaseAnswer, state: str) -> tuple[str, ...]:
    wanted = {
        "no_use_case": PURPOSE_FIELDS,
        "not_applicable": ("reason_code", "proof", "reviewer"),
        "deferred": ("approver", "until"),
    }.get(state, ())
    lacking = [name for name in wanted if not getattr(answer, name)]
    return tuple(lacking + ["confirmation"] * bool(answer.to_confirm))
