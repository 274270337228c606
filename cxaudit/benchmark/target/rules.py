"""The twelve target rules. Each takes facts, the figure it judges and the inputs."""

from __future__ import annotations

from collections.abc import Callable

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.figure import JudgedFigure, KpiFacts
from cxaudit.benchmark.position import to_words
from cxaudit.benchmark.target.inputs import (
    Met,
    Ruling,
    TargetInputs,
    lack,
    lack_figure,
    lack_part,
)
from cxaudit.benchmark.target.series import deterioration
from cxaudit.wording import show_value

Rule = Callable[[KpiFacts, JudgedFigure, TargetInputs], Ruling]


def at_least_median(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge by P(value > peer median): yes from .90, no to .10."""
    return _against_median(facts, figure, inputs, above_is_good=True)


def at_most_median(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge by P(value < peer median): yes from .90, no to .10."""
    return _against_median(facts, figure, inputs, above_is_good=False)


def _against_median(
    facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs, *, above_is_good: bool
) -> Ruling:
    above = inputs.peers.p_above
    if above is None:
        return lack(
            f"peer {inputs.peers.average}", wording=f"no verdict against peers: {inputs.peers.why}"
        )
    steps = limit.PROBABILITY_STEPS
    good = above if above_is_good else (steps - round(above * steps)) / steps
    met: Met = "unclear"
    if good >= limit.MET_FROM:
        met = "yes"
    elif good <= limit.MISSED_TO:
        met = "no"
    words = to_words(above, "higher" if above_is_good else "lower", inputs.peers.average)
    words += f" (chance {good:.2f} of the good side)"
    if facts.target.average:
        words += f"; the rule's average is read as the {inputs.peers.average}"
    return Ruling(met, words, figure=figure.name)


def band_just_above_median(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge by the band above the peer median that the firm's stance sets."""
    median, stance = inputs.peers.median, inputs.settings.stance
    if median is None:
        return lack("peer median", wording=f"no peer median: {inputs.peers.why}")
    low, high = (median * share for share in limit.STANCES[stance])
    met = compare_band(figure, low, high)
    band = f"{show_value(low, figure.unit)} to {show_value(high, figure.unit)}"
    return Ruling(met, f"{_say(figure)}; {stance} band {band}", figure=figure.name)


def at_most_norm(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge by the norm that the firm sets for this KPI."""
    norm = inputs.settings.norms.get(facts.kpi_id)
    if norm is None:
        return lack(f"norms.{facts.kpi_id}")
    met = compare(figure, norm, at_least=False)
    words = f"{_say(figure)}; norm at most {show_value(norm, figure.unit)}"
    return Ruling(met, words, figure=figure.name)


def own_target(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge by the firm's own target: at least, at most, or within ten per cent of it."""
    target = inputs.settings.own_targets.get(facts.kpi_id)
    if target is None:
        unset = f"own_targets.{facts.kpi_id}"
        if figure.is_shown or facts.target.rule != "own_target":
            return lack(unset)
        said = lack_figure(figure)
        return lack(*said.lacks, unset, wording=f"{said.wording}; not set: needs {unset}")
    judged = _fits_target(target, figure, inputs.figure("headline"))
    if judged is None:
        return _lack_fitting(target, figure, inputs.figure("headline"))
    if facts.better == "band":
        share = limit.OWN_TARGET_BAND
        met = compare_band(judged, target * (1 - share), target * (1 + share))
    else:
        met = compare(judged, target, at_least=facts.better == "higher")
    side = {"band": "within 10 % of", "higher": "at least", "lower": "at most"}[facts.better]
    words = f"{_say(judged)}; own target {side} {show_value(target, judged.unit)}"
    return Ruling(met, words, figure=judged.name)


def _fits_target(target: float, named: JudgedFigure, headline: JudgedFigure) -> JudgedFigure | None:
    """Return the shown figure that an own target speaks of: a number above 1 is no share."""
    shown = [figure for figure in (named, headline) if figure.is_shown]
    if named.name == "headline" or len({figure.unit for figure in (named, headline)}) == 1:
        return shown[0] if shown else None
    fitting = [figure for figure in shown if (figure.unit == "fraction") == (target <= 1)]
    return fitting[0] if fitting else None


def _lack_fitting(target: float, named: JudgedFigure, headline: JudgedFigure) -> Ruling:
    """Return the ruling where the figure that an own target speaks of is not there."""
    if named.unit == headline.unit or not (named.is_shown or headline.is_shown):
        return lack_figure(named)
    other, there = (named, headline) if headline.is_shown else (headline, named)
    what = f"the {'headline' if other.name == 'headline' else other.name.replace('_', ' ')}"
    words = (
        f"own target {show_value(target, other.unit)} speaks of {what}, which is not known: "
        f"{other.why}; {show_value(there.value, there.unit)} is in another unit"
    )
    return lack(other.name, *other.missing, wording=words, figure=other.name)


def own_history(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge by the like period before: no when the change lies wholly on the bad side."""
    change = inputs.history
    if change is None:
        return lack("the like period before")
    low, high = change.low, change.high
    if low is None or high is None:
        if not figure.complete:
            words = "the change since the like period before has no interval"
            return Ruling("unclear", words, figure=figure.name)
        low = high = change.value
    if low <= 0 <= high:
        return Ruling("yes", "no clear change since the like period before", figure=figure.name)
    words = f"{'higher' if low > 0 else 'lower'} than in the like period before"
    bad = {"higher": high < 0, "lower": low > 0, "band": False}[facts.better]
    met: Met = "unclear" if facts.better == "band" else "no" if bad else "yes"
    return Ruling(met, words, figure=figure.name)


def placement(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge whether calls to action stand where at least half of the views arrive."""
    positions = sorted(inputs.settings.cta_positions.values())
    reached = {
        int(name.removeprefix("reach_")) / 100: part.value
        for name, part in inputs.figures.items()
        if name.startswith("reach_") and name.removeprefix("reach_").isdigit() and part.is_shown
    }
    if not positions or not reached:
        names = [n for n, known in (("cta_positions", positions), ("reach", reached)) if not known]
        why = "" if reached or figure.is_shown else f"; {figure.why}"
        return lack(*names, wording=f"not set: needs {', '.join(names)}{why}")
    deepest = max((t for t, share in reached.items() if share >= limit.REACHED_BY), default=0.0)
    following = min((t for t in reached if t > deepest), default=1.0)
    met: Met = "unclear"
    if positions[-1] <= deepest:
        met = "yes"
    elif positions[-1] > following:
        met = "no"
    below = sum(position > deepest for position in positions)
    words = f"half of the views reach {show_value(deepest, 'fraction')} of the page"
    return Ruling(met, f"{words}; {below} of {len(positions)} calls to action lie below")


def concentration(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge the share of buy ratings of the top consultant, a complete count, by its limit."""
    share, most = inputs.figure("top_consultant_share"), inputs.settings.concentration_limit
    if not share.is_shown:
        return lack_part(share, inputs.figure("headline"))
    met: Met = "yes" if share.value <= most else "no"
    words = f"top consultant holds {show_value(share.value, 'fraction')} of buy ratings"
    return Ruling(met, f"{words}; limit {show_value(most, 'fraction')}", figure=share.name)


def capacity(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge attendees by the meetings that people can hold in the weeks allowed."""
    names = ("followup_people", "followup_meetings_per_month", "followup_weeks")
    lacking = [name for name in names if getattr(inputs.settings, name) is None]
    if lacking:
        return lack(*lacking)
    people, meetings, weeks = (getattr(inputs.settings, name) for name in names)
    most = people * meetings * weeks / limit.WEEKS_A_MONTH
    met = compare(figure, most, at_least=False)
    return Ruling(met, f"{_say(figure)}; sales can follow up {show_value(most, figure.unit)}")


def plan_capacity(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge by the share in by the deadline and the slack left."""
    share, slack = inputs.figure("share_on_time"), inputs.figure("slack_days")
    lacking = [part for part in (share, slack) if not part.is_shown]
    if lacking:
        said = lack_part(lacking[0], inputs.figure("headline"))
        names = dict.fromkeys([*(part.name for part in lacking), *said.lacks])
        return lack(*names, wording=said.wording)
    least = inputs.settings.rfp_on_time_share
    on_time, has_slack = share.value >= least, slack.value >= limit.LEAST_SLACK_DAYS
    words = (
        f"{show_value(share.value, 'fraction')} on time, wanted {show_value(least, 'fraction')}; "
        f"median slack {show_value(slack.value, 'days')}, wanted 1 day"
    )
    return Ruling("yes" if on_time and has_slack else "no", words, figure=share.name)


def four_a_year(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge whether any top-tier client had fewer than four meetings in a year."""
    below = inputs.figure("share_below_four")
    if not below.is_shown:
        return lack_part(below, inputs.figure("headline"))
    words = f"{show_value(below.value, 'fraction')} of top-tier clients had fewer than four a year"
    return Ruling("yes" if below.value == 0 else "no", words, figure=below.name)


def compare(figure: JudgedFigure, bound: float, *, at_least: bool) -> Met:
    """Return yes or no when the whole interval, or a complete count, lies on one side."""
    low, high = _ends(figure)
    if low is None or high is None:
        return "unclear"
    if at_least:
        return "yes" if low >= bound else "no" if high < bound else "unclear"
    return "yes" if high <= bound else "no" if low > bound else "unclear"


def compare_band(figure: JudgedFigure, low: float, high: float) -> Met:
    """Return yes when the value lies inside, no when its interval lies wholly outside."""
    if low <= figure.value <= high:
        return "yes"
    least, most = _ends(figure)
    if least is None or most is None:
        return "unclear"
    return "no" if most < low or least > high else "unclear"


def _ends(figure: JudgedFigure) -> tuple[float | None, float | None]:
    return (figure.value, figure.value) if figure.complete else (figure.low, figure.high)


def _say(figure: JudgedFigure) -> str:
    value = show_value(figure.value, figure.unit)
    low, high = _ends(figure)
    if figure.complete:
        return f"{value}, a complete count"
    if low is None or high is None:
        return f"{value}, without an interval"
    return f"{value} ({show_value(low, figure.unit)} to {show_value(high, figure.unit)})"


READS_PARTS = frozenset({"placement", "concentration", "plan_capacity", "four_a_year"})
"""Rules that read parts by name, whatever figure the target names."""

RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        at_least_median, at_most_median, band_just_above_median, at_most_norm, own_target,
        own_history, placement, concentration, capacity, plan_capacity, deterioration,
        four_a_year,
    )
}  # fmt: skip
