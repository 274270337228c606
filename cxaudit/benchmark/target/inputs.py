"""What the target rules are told: figures, peers, own history and the settings of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Literal, NamedTuple

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.figure import Average, JudgedFigure
from cxaudit.outcome import Outcome

NOT_CARRIED = "the rows at hand do not carry it"
Met = Literal["yes", "no", "unclear", "not_set"]


class PeerJudgement(NamedTuple):
    """Peers of the judged figure: shown median, P(value > median), or why there is neither.

    ``average``: mean where the firm reads the peers' average so; both numbers are then of it.
    """

    median: float | None = None
    p_above: float | None = None
    why: str = "there is no peer pool"
    average: Average = "median"


class Difference(NamedTuple):
    """The judged figure minus that of the like period before, with its interval."""

    value: float
    low: float | None = None
    high: float | None = None


class Month(NamedTuple):
    """One month of a series of shares: its first day and the two counts."""

    month: date
    numerator: float
    denominator: float


@dataclass(frozen=True)
class TargetSettings:
    """The settings that target rules read, named and typed as in the audit's config."""

    own_targets: Mapping[str, float] = field(default_factory=dict)
    norms: Mapping[str, float] = field(default_factory=dict)
    average: Average = "median"
    stance: Literal["defensive", "neutral", "offensive"] = "neutral"
    followup_people: float | None = None
    followup_meetings_per_month: float | None = None
    followup_weeks: float | None = None
    concentration_limit: float = limit.CONCENTRATION_LIMIT
    contract_on_time_share: float | None = None
    rfp_on_time_share: float = limit.RFP_ON_TIME_SHARE
    cta_positions: Mapping[str, float] = field(default_factory=dict)
    portal_functions: tuple[str, ...] = ()
    rfp_bidders: float | None = None
    shortlist_places: float | None = None
    pitch_finalists: float | None = None

    @classmethod
    def from_config(cls, config: Mapping[str, object]) -> TargetSettings:
        """Take the settings from an audit's config; what is unset keeps its default."""
        given = {f.name: config.get(f.name) for f in fields(cls)}
        return cls(**{k: _to_plain(v) for k, v in given.items() if v is not None})  # type: ignore[arg-type]


def _to_plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): float(number) for name, number in value.items()}
    if isinstance(value, list | tuple):
        return tuple(str(word) for word in value)
    return value if isinstance(value, str) else float(value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class TargetInputs:
    """Everything one verdict may need; what is absent is said by the rule that misses it.

    ``figures``: "headline" and the parts by name. ``peers``: of the figure that the target
    names. ``history``: of the same figure. ``months``: its counts by month, any order.
    """

    figures: Mapping[str, JudgedFigure]
    peers: PeerJudgement = field(default_factory=PeerJudgement)
    settings: TargetSettings = field(default_factory=TargetSettings)
    history: Difference | None = None
    months: tuple[Month, ...] = ()

    def figure(self, name: str) -> JudgedFigure:
        """Return a figure by name; one that was never measured has no data."""
        return self.figures.get(name) or JudgedFigure(Outcome.NO_DATA, "ratio", name=name)


@dataclass(frozen=True)
class Ruling:
    """What one rule says of one figure; ``lacks`` names the inputs that are missing."""

    met: Met
    wording: str
    lacks: tuple[str, ...] = ()
    figure: str = "headline"


def lack_figure(figure: JudgedFigure) -> Ruling:
    """Return the ruling where the figure to be judged is not there, with what it lacks."""
    what = "figure" if figure.name == "headline" else figure.name.replace("_", " ")
    return lack(figure.name, *figure.missing, wording=f"no {what} to judge: {figure.why}",
                figure=figure.name)  # fmt: skip


def lack_part(part: JudgedFigure, headline: JudgedFigure) -> Ruling:
    """Return the ruling where a part is not there, with the headline's reason if it has none."""
    is_told = part.reason and part.reason != NOT_CARRIED
    if is_told or headline.is_shown or headline.outcome is part.outcome is not Outcome.NO_DATA:
        return lack_figure(part)
    return lack_figure(replace(part, outcome=headline.outcome, reason=headline.reason,
                               missing=headline.missing))  # fmt: skip


def lack(*names: str, wording: str = "", figure: str = "headline") -> Ruling:
    """Return the ruling of a rule whose inputs are missing."""
    return Ruling("not_set", wording or f"not set: needs {', '.join(names)}", names, figure)
