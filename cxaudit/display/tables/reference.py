"""How a KPI is made, read off the model: formula, interval, sample, variants, target, cases."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cxaudit.catalogue import FigureSpec, Kpi, Target
from cxaudit.display.panel import Panel, show_list, show_prose, show_table
from cxaudit.display.words import RULES, join_words
from cxaudit.modelfile import load_toml
from cxaudit.statistics.clusters import DRAWS

BETTER = {"higher": "up", "lower": "down", "band": "inside a band; both ends are bad"}
SIZES = {
    "n": "counted", "observations": "observations", "units": "units",
    "denominator": "in the denominator", "exposure": "of exposure", "ended": "ended",
    "at_risk_at_median": "at risk at the median",
}  # fmt: skip
JUDGED_BY = RULES | {
    "placement": "every call to action lies where half of the readers still are",
    "concentration": "no more than the limit on one consultant",
    "capacity": "no more than the follow-up can take",
    "plan_capacity": "the promised share on time, and at least a day of slack",
    "deterioration": "no month below the control limit, nor under the share promised",
    "four_a_year": "no client under four a year",
}
CLUSTERS = "by clusters"
CLUSTERED = (
    f"By clusters: a bootstrap of {DRAWS:,} draws over whole units with a fixed seed, and the "
    "linearised variance above 5,000 units; no interval where fewer units than named are there."
)
NO_INTERVAL = {
    "count": "none: a complete count",
    "bracket": "none: the bracket itself",
    "restricted_mean": "none",
    "last_at_risk": "none",
}


@dataclass(frozen=True)
class Definition:
    """One figure of a KPI in words: its name, what it means, how it is made and judged sure."""

    name: str
    label: str
    fraction: str
    interval: str
    remark: str = ""


def describe(kpi: Kpi) -> list[tuple[str, str]]:
    """Return the facts that hold for the KPI as a whole: (what, in words), in reading order."""
    headline = kpi.figure["headline"]
    facts = [
        ("formula in words", kpi.library.formula),
        ("formula", to_fraction(headline)),
        ("unit", headline.unit),
        ("better", BETTER.get(str(kpi.better), "neither: context for the others")),
        ("period", _period(kpi)),
        ("interval", to_interval(headline)),
        ("sample", to_sample(kpi)),
        ("target", to_target(kpi.target) if kpi.target else "none"),
        ("needs", _needs(kpi)),
    ]
    facts += [("settings", ", ".join(kpi.settings))] if kpi.settings else []
    return facts + ([("also asks for", ", ".join(kpi.asks))] if kpi.asks else [])


def to_definitions(kpi: Kpi) -> tuple[list[Definition], list[Definition]]:
    """Return the variants, those that may step in first, and the parts beside the headline."""
    order = sorted(kpi.variant.items(), key=lambda pair: (pair[1].fallback or 99, pair[0]))
    variants = []
    for name, variant in order:
        spec = variant.figure or kpi.figure["headline"]
        steps_in = f"steps in {_nth(variant.fallback)}" if variant.fallback else ""
        if variant.settings:
            steps_in = f"once {join_words(variant.settings)} is set"
        one = Definition(name, variant.label, to_fraction(spec), to_interval(spec), steps_in)
        variants.append(one)
    parts = [
        Definition(name, _label(kpi, name), to_fraction(spec), to_interval(spec),
                   f"one for each {spec.by}" if spec.by else "")
        for name, spec in kpi.figure.items()
        if name != "headline"
    ]  # fmt: skip
    return variants, parts


def _label(kpi: Kpi, part: str) -> str:
    return kpi.label_of(part)


def to_cases(kpi: Kpi) -> list[str]:
    """Return what each worked case beside the KPI teaches."""
    path = kpi.folder / "cases.toml"
    return [str(case["name"]) for case in load_toml(path)["case"]] if path.exists() else []


def to_fraction(spec: FigureSpec) -> str:
    """Return the formula over the columns of the observations."""
    day = "the median day" if spec.at_day == "median" else f"day {spec.at_day}"
    made = {
        "proportion": f"sum({spec.numerator}) / sum({spec.denominator})",
        "ratio": f"sum({spec.numerator}) / sum({spec.denominator})",
        "rate": f"sum({spec.events}) / sum({spec.exposure})",
        "mean": f"sum({spec.value}) / count({spec.value})",
        "median": f"median({spec.value})",
        "quantile": f"quantile({spec.value}, {spec.p})",
        "count": f"sum({spec.value})",
        "bracket": f"sum({spec.weight} x [{spec.value_low}, {spec.value_high}]) / "
        f"sum({spec.weight})",
        "duration": f"Kaplan-Meier median of {spec.days}",
        "restricted_mean": f"area under the Kaplan-Meier curve of {spec.days}",
        "last_at_risk": f"last time at risk in {spec.days}",
        "chance_by": f"Aalen-Johansen chance of {spec.days} by {day}",
    }[spec.shape]
    return made if Fraction(spec.scale) == 1 else f"{made} x {spec.scale}"


def to_interval(spec: FigureSpec) -> str:
    """Return the rule by which the figure gets its 95 % interval."""
    if spec.complete:
        return NO_INTERVAL["count"]
    if spec.shape in NO_INTERVAL:
        return NO_INTERVAL[spec.shape]
    if spec.shape == "proportion":
        return f"Wilson; {CLUSTERS} from {spec.clusters_from} units where one counts several times"
    if spec.shape == "rate":
        over = spec.overdispersed_at
        spread = f"; {CLUSTERS} where variance / mean > {over:g}" if over else ""
        return f"Garwood{spread}"
    if spec.shape in ("ratio", "mean"):
        few = "; under them Wilson while it is a share" if spec.few else ""
        return f"{CLUSTERS} from {spec.clusters_from} units{few}"
    known = {"duration": "Brookmeyer-Crowley, log-log", "chance_by": "delta method, log-log"}
    return known.get(spec.shape, "order statistics")


def to_sample(kpi: Kpi) -> str:
    """Return the least sizes: to be shown at all, and to be shown without a warning."""
    said = []
    for sizes, words in ((kpi.sample.shown, "shown from"), (kpi.sample.ok, "measured from")):
        if sizes:
            said.append(f"{words} {join_words([_size(k, v) for k, v in sizes.items()])}")
    return "; ".join(said) or "no least size"


def _size(name: str, least: float) -> str:
    words = SIZES[name].removesuffix("s") if least == 1 else SIZES[name]
    return f"{least:,g} {words}"


def to_target(target: Target) -> str:
    """Return the rule that the use case is judged by, and what stands in for it."""
    judged = "" if target.figure == "headline" else f"{target.figure}: "
    said = f"{judged}{JUDGED_BY[target.rule]}"
    if target.average:
        said += " (or the peer mean, where the firm reads the average so)"
    if target.otherwise:
        said += f"; where its inputs lack, {JUDGED_BY[target.otherwise]}"
    beside = [JUDGED_BY[rule] for rule in target.also]
    said = f"{said}; beside it {join_words(beside)}" if beside else said
    read = [name.replace("_", " ") for name in target.beside]
    return f"{said}; read with {join_words(read)}" if read else said


def show_definition(kpi: Kpi) -> Panel:
    """Show how one KPI is made, as the printed reference has it, below its twelve attributes."""
    variants, parts = to_definitions(kpi)
    made = [(what, said) for what, said in describe(kpi) if what != "formula in words"]
    facts = show_table("How it is made", ["fact", "in the model"], made, note=CLUSTERED)
    lines = [[d.name, d.label, d.fraction, d.interval, d.remark] for d in variants]
    lines += [[d.name, f"beside it: {d.label}", d.fraction, d.interval, d.remark]
              for d in parts]  # fmt: skip
    columns = ["name", "definition", "formula", "interval", "remark"]
    shown = show_table("Its variants and companions", columns, lines) if lines else Panel("")
    cases = show_prose("The worked cases that prove it:") + show_list(to_cases(kpi))
    return facts + shown + cases


def _period(kpi: Kpi) -> str:
    window = kpi.window_months
    known = {"snapshot": "one day, the audit's date", "all": "all of history"}
    words = known.get(str(window), f"the {window} months to the audit's date")
    return f"{words}; rows from {kpi.min_age_days} days of age" if kpi.min_age_days else words


def _needs(kpi: Kpi) -> str:
    said = []
    for table, columns in kpi.needs.items():
        kinds = f" ({', '.join(kpi.rows[table])})" if table in kpi.rows else ""
        said.append(f"{table}{kinds}: {', '.join(columns)}")
    return "; ".join(said)


def _nth(place: int | None) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(place or 0, f"as number {place}")
