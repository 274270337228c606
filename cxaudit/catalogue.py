"""The KPI catalogue: reads model/kpis, 28 KPIs and two context figures."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from cxaudit.canon import load_tables
from cxaudit.errors import ClientDataError, ModelError
from cxaudit.modelfile import MODEL_ROOT, Frozen, list_folders, load_model

Goal = Literal["engagement", "convert_engagement", "transfer_of_money", "service_delivery"]
Owner = Literal[
    "marketing", "consultant_relations", "events", "rfp_team", "sales", "onboarding",
    "client_reporting", "digital", "client_service",
]  # fmt: skip
Unit = Literal["fraction", "ratio", "seconds", "days", "years", "count", "currency"]
Shape = Literal[
    "proportion", "ratio", "median", "mean", "duration", "restricted_mean", "last_at_risk",
    "quantile", "rate", "bracket", "count",
]  # fmt: skip

COLUMNS_OF_SHAPE: dict[str, tuple[str, ...]] = {
    "proportion": ("numerator", "denominator"),
    "ratio": ("numerator", "denominator"),
    "median": ("value",),
    "mean": ("value",),
    "quantile": ("value",),
    "count": ("value",),
    "duration": ("days", "ending", "entered_days"),
    "restricted_mean": ("days", "ending", "entered_days"),
    "last_at_risk": ("days", "ending", "entered_days"),
    "rate": ("events", "exposure"),
    "bracket": ("value_low", "value_high", "weight"),
}

TargetRule = Literal[
    "at_least_median", "at_most_median", "band_just_above_median", "at_most_norm", "own_target",
    "own_history", "placement", "concentration", "capacity", "plan_capacity", "deterioration",
    "four_a_year",
]  # fmt: skip

Needs = dict[str, tuple[str, ...]]


class FigureSpec(Frozen):
    """How observations become one figure: its shape and the columns it names.

    ``scale``: exact fraction that multiplies the finished figure and its interval.
    ``n``: a column whose sum is shown as n. ``unfiltered``: columns that replace the named
    ones in the figure before exclusions, where these act below the grain. ``by``: a column
    whose values make one figure each, named ``part:value``. ``few``: what a ratio with too few
    clusters falls back on.
    """

    shape: Shape
    unit: Unit
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    days: str | None = None
    ending: str | None = None
    entered_days: str | None = None
    events: str | None = None
    exposure: str | None = None
    value_low: str | None = None
    value_high: str | None = None
    weight: str | None = None
    p: float | None = None
    scale: str = "1"
    n: str | None = None
    by: str | None = None
    few: Literal["wilson"] | None = None
    clusters_from: int = 6
    overdispersed_at: float | None = None
    unfiltered: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_its_columns(self) -> FigureSpec:
        wanted = set(COLUMNS_OF_SHAPE[self.shape])
        every = {name for names in COLUMNS_OF_SHAPE.values() for name in names}
        given = {name for name in every if getattr(self, name) is not None}
        if given != wanted:
            raise ValueError(f"{self.shape} names {sorted(wanted)}, found {sorted(given)}")
        if (self.shape == "quantile") != (self.p is not None):
            raise ValueError("p belongs to a quantile, and a quantile has one")
        try:
            Fraction(self.scale)
        except ZeroDivisionError as error:
            raise ValueError("scale divides by zero") from error
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the observation columns that the figure names, n and by included."""
        names = [getattr(self, role) for role in COLUMNS_OF_SHAPE[self.shape]]
        names += [name for name in (self.n, self.by) if name]
        return tuple(dict.fromkeys(names))


class UseCase(Frozen):
    """Who wants to do what with the metric, and why."""

    who: str
    does: str
    why: str


class Target(Frozen):
    """The rule that the figure is judged by, and what stands in where its inputs lack."""

    rule: TargetRule
    figure: str = "headline"
    otherwise: TargetRule | None = Field(default=None, alias="else")
    also: tuple[TargetRule, ...] = ()


class Variant(Frozen):
    """A named variant: its label, the whole of what it needs, its own figure if any.

    ``fallback`` is the order of automatic switching; None = only shown beside.
    """

    label: str
    needs: Needs = Field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fallback: int | None = None
    figure: FigureSpec | None = None
    parts: dict[str, FigureSpec] = Field(default_factory=dict)


class Part(Frozen):
    """What a part needs beyond the headline."""

    label: str = ""
    needs: Needs = Field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Sample(Frozen):
    """Least sizes: under ``ok`` a figure is indicative, under ``shown`` only counts are shown.

    Keys: n, observations, units, denominator, exposure, ended, at_risk_at_median.
    """

    ok: dict[str, float] = Field(default_factory=dict)
    shown: dict[str, float] = Field(default_factory=dict)

    @field_validator("ok", "shown")
    @classmethod
    def _known_keys(cls, sizes: dict[str, float]) -> dict[str, float]:
        known = {"n", "observations", "units", "denominator", "exposure", "ended",
                 "at_risk_at_median"}  # fmt: skip
        if not set(sizes) <= known:
            raise ValueError(f"unknown sample sizes {sorted(set(sizes) - known)}")
        return sizes


class Bounds(Frozen):
    """The values that are possible at all, in the figure's unit."""

    low: float
    high: float


class Money(Frozen):
    """How the figure acts on money: class direct (D), scenario (S) or cost, and on what."""

    kind: Literal["direct", "scenario"]
    acts_on: tuple[Literal["buy", "stay", "buy_more", "cost", "foregone_revenue"], ...]
    formula: str


class Library(Frozen):
    """The twelve attributes of the KPI library, and a category for search."""

    category: str
    definition: str
    business_insight: str
    measurement_approach: str
    formula: str
    trend_analysis: str
    diagnostics: str
    tips: str
    visualization: str
    risk_warnings: str
    tools: str
    integration: str
    change_impact: str
    moves_with: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _none_is_blank(self) -> Library:
        blank = [
            n for n, v in self if isinstance(v, str) and len(v.strip()) < 8 and n != "category"
        ]
        if blank or not self.category.strip():
            raise ValueError(f"blank library attributes: {', '.join(blank) or 'category'}")
        return self


class Kpi(Frozen):
    """One entry of the catalogue: a KPI or a context figure, as its kpi.toml says it."""

    kpi_id: str
    folder: Path
    code: str
    kind: Literal["kpi", "context"]
    name: str
    goal: Goal | None = None
    stage: Literal["pre_sale", "post_sale"] | None = None
    owner: Owner | None = None
    better: Literal["lower", "higher", "band"] | None = None
    window_months: int | Literal["snapshot", "all"]
    min_age_days: int = 0
    use_case: UseCase | None = None
    target: Target | None = None
    figure: dict[str, FigureSpec]
    needs: Needs
    rows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    settings: tuple[str, ...] = ()
    variant: dict[str, Variant] = Field(default_factory=dict)
    part: dict[str, Part] = Field(default_factory=dict)
    sample: Sample = Sample()
    bounds: Bounds
    themes: tuple[str, ...] = Field(default=(), alias="strategy")
    money: Money | None = None
    client_value: Literal[
        "time_saved", "certainty", "being_informed", "choice", "being_heard"
    ] | None = None  # fmt: skip
    library: Library

    @field_validator("themes", mode="before")
    @classmethod
    def _themes_of_strategy(cls, strategy: object) -> object:
        return strategy.get("themes", ()) if isinstance(strategy, dict) else strategy

    @model_validator(mode="after")
    def _is_whole(self) -> Kpi:
        if "headline" not in self.figure:
            raise ValueError("[figure] needs a headline")
        named = (self.goal, self.stage, self.owner, self.better, self.use_case, self.target)
        if self.kind == "kpi" and None in named:
            raise ValueError("a KPI names goal, stage, owner, better, use_case and target")
        wants = [self.needs, *(v.needs for v in self.variant.values())]
        wants += [p.needs for p in self.part.values()]
        tables = load_tables()
        for needs in wants:
            for table, columns in needs.items():
                unknown = set(columns) - set(tables[table].schema) if table in tables else {table}
                if unknown:
                    raise ValueError(f"needs {table}: {sorted(unknown)} do not exist")
        return self

    def read_sql(self, name: str = "measure") -> str | None:
        """Return the text of measure.sql, variant_<name>.sql or part_<name>.sql, if there."""
        path = self.folder / f"{name}.sql"
        return path.read_text(encoding="utf-8") if path.exists() else None

    @property
    def is_kpi(self) -> bool:
        """Tell a KPI from a context figure."""
        return self.kind == "kpi"


@cache
def load_catalogue(root: Path = MODEL_ROOT) -> dict[str, Kpi]:
    """Read every folder of model/kpis: kpi_id -> Kpi, ordered by code; raises ModelError."""
    found = []
    for folder in list_folders("kpis", root):
        kpi = load_model(folder / "kpi.toml", Kpi, kpi_id=folder.name, folder=folder)
        if kpi.read_sql() is None:
            raise ModelError("measure.sql is missing", file=f"model/kpis/{folder.name}")
        found.append(kpi)
    codes = [kpi.code for kpi in found]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ModelError("two KPIs share a code", file="model/kpis", found=", ".join(twice))
    return {kpi.kpi_id: kpi for kpi in sorted(found, key=lambda k: k.code)}


def pick_kpi(name: str, catalogue: dict[str, Kpi] | None = None) -> Kpi:
    """Return the entry with this id or code (any case); raises ClientDataError."""
    entries = load_catalogue() if catalogue is None else catalogue
    wanted = name.strip().casefold()
    for kpi in entries.values():
        if wanted in (kpi.kpi_id, kpi.code.casefold()):
            return kpi
    near = [k.kpi_id for k in entries.values() if wanted in k.kpi_id][:3]
    raise ClientDataError(
        "there is no such KPI",
        found=name,
        wanted="an id such as email_open_rate or a code such as K03",
        next=f"did you mean {', '.join(near)}?" if near else "see: cxaudit kpi list",
    )
