"""From a KPI's target to one verdict: the rule, what stands in for it, what is judged beside."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.figure import KpiFacts
from cxaudit.benchmark.target.base_rate import say_base_rate
from cxaudit.benchmark.target.inputs import Met, Ruling, TargetInputs, lack_figure
from cxaudit.benchmark.target.rules import READS_PARTS, RULES
from cxaudit.outcome import Outcome
from cxaudit.wording import show_value


@dataclass(frozen=True)
class TargetVerdict:
    """A verdict: the rule that judged, met or not, in words, and what it lacks.

    ``figure``: the figure judged. ``instead_of``: the rule whose inputs lacked, when another
    stood in. ``also``: verdicts of the rules judged beside; they do not change ``met``.
    """

    rule: str
    met: Met
    wording: str
    lacks: tuple[str, ...] = ()
    figure: str = "headline"
    instead_of: str | None = None
    also: tuple[TargetVerdict, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the shape of ``target`` in the JSON contract."""
        return {
            "rule": self.rule,
            "met": self.met,
            "wording": self.wording,
            "lacks": list(self.lacks),
            "figure": self.figure,
            "instead_of": self.instead_of,
            "also": [verdict.to_json() for verdict in self.also],
        }


def judge_target(facts: KpiFacts, inputs: TargetInputs) -> TargetVerdict:
    """Judge a KPI by its rule; where the rule's inputs lack, by the one that stands in."""
    target = facts.target
    verdict = _judge(target.rule, facts, inputs)
    if verdict.met == "not_set" and target.otherwise:
        verdict = _stand_in(verdict, _judge(target.otherwise, facts, inputs))
    also = tuple(_judge(rule, facts, inputs) for rule in _list_beside(verdict, facts, inputs))
    beside = [_say_beside(name, inputs) for name in target.beside]
    if inputs.peers.median is None:
        beside.append(say_base_rate(facts.kpi_id, inputs.figure(target.figure), inputs.settings))
    return TargetVerdict(
        verdict.rule,
        verdict.met,
        "; ".join(filter(None, [verdict.wording, *beside])),
        verdict.lacks,
        verdict.figure,
        verdict.instead_of,
        also,
    )


def _list_beside(verdict: TargetVerdict, facts: KpiFacts, inputs: TargetInputs) -> list[str]:
    """Return the rules judged beside: those of the model, and an own target where one is set."""
    rules = [rule for rule in facts.target.also if rule != verdict.rule]
    has_target = facts.kpi_id in inputs.settings.own_targets
    if has_target and "own_target" not in (verdict.rule, *rules):
        rules.insert(0, "own_target")
    return rules


def _say_beside(name: str, inputs: TargetInputs) -> str:
    """Return in words a part or a setting that the verdict is read with."""
    words = name.replace("_", " ")
    if name in inputs.figures:
        part = inputs.figure(name)
        return f"{words} {show_value(part.value, part.unit) if part.is_shown else 'not known'}"
    listed = getattr(inputs.settings, name, ())
    return f"{words}: {', '.join(listed) or 'not set'}"


def _stand_in(first: TargetVerdict, second: TargetVerdict) -> TargetVerdict:
    if second.met == "not_set":
        lacks = tuple(dict.fromkeys(first.lacks + second.lacks))
        wording = f"{first.wording}; {second.wording}"
        return TargetVerdict(first.rule, "not_set", wording, lacks, first.figure)
    wording = f"{second.wording} (in place of {first.rule}: {first.wording})"
    return TargetVerdict(
        second.rule, second.met, wording, first.lacks, second.figure, instead_of=first.rule
    )


def _judge(rule: str, facts: KpiFacts, inputs: TargetInputs) -> TargetVerdict:
    figure = inputs.figure(facts.target.figure)
    headline = inputs.figure("headline")
    if headline.outcome is Outcome.NOT_APPLICABLE:
        ruling = lack_figure(headline)
    elif figure.is_shown or rule in READS_PARTS or rule == "own_target":
        ruling = _apply_gate(RULES[rule](facts, figure, inputs), inputs)
    else:
        ruling = lack_figure(figure)
    judged = figure.name if ruling.met == "not_set" else ruling.figure
    return TargetVerdict(rule, ruling.met, ruling.wording, ruling.lacks, judged)


def _apply_gate(ruling: Ruling, inputs: TargetInputs) -> Ruling:
    """Return unclear where a part shows that the figure cannot carry a verdict."""
    for name, most in limit.GATES.items():
        part = inputs.figure(name)
        if ruling.met in ("yes", "no") and part.is_shown and part.value > most:
            words = f"{name.replace('_', ' ')} is {show_value(part.value, 'fraction')}: no verdict"
            return Ruling("unclear", f"{words}; otherwise {ruling.wording}", figure=ruling.figure)
    return ruling
