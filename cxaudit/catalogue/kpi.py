"""One entry of the catalogue, as its folder says it."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from cxaudit.canon import load_settings, load_tables
from cxaudit.catalogue.definition import Bounds, Needs, Part, Sample, Variant
from cxaudit.catalogue.figure import FigureSpec
from cxaudit.catalogue.library import Library, Money
from cxaudit.catalogue.use_case import Goal, Owner, Target, UseCase
from cxaudit.modelfile import Frozen


class Kpi(Frozen):
    """One entry of the catalogue: a KPI or a context figure, as its kpi.toml says it.

    ``settings``: those without which there is no figure. ``asks``: settings, and columns as
    table.column, that the use case turns on though the figure stands without them.
    ``one_row_a_unit``: the statements that return no unit twice, as in ["measure"].
    ``dated_rows``: those whose counted rows of a period are, but for the excluded, the rows of any
    longer one that fall on its days by ``observed_on``.
    ``events_in``: tables whose rows are counted against days, persons or promises known without
    them: where such a table ends early, the period is cut rather than its silence taken for zero.
    """

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
    asks: tuple[str, ...] = ()
    one_row_a_unit: tuple[str, ...] = ()
    dated_rows: tuple[str, ...] = ()
    events_in: tuple[str, ...] = ()
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

    @model_validator(mode="after")
    def _asks_for_what_exists(self) -> Kpi:
        known = set(load_settings().columns)
        known |= {f"{name}.{c}" for name, table in load_tables().items() for c in table.schema}
        named = {*self.asks, *self.settings}
        named |= {name for variant in self.variant.values() for name in variant.settings}
        if self.target:
            named |= set(self.target.beside) - set(self.figure)
        if not named <= known:
            raise ValueError(f"asks for {sorted(named - known)}: no setting, no table.column")
        return self

    def read_sql(self, name: str = "measure") -> str | None:
        """Return the text of measure.sql, variant_<name>.sql or part_<name>.sql, if there."""
        path = self.folder / f"{name}.sql"
        return path.read_text(encoding="utf-8") if path.exists() else None

    def label_of(self, part: str) -> str:
        """Return the words for a part, ``name`` or ``name:group``: its label, else its name."""
        name, _, group = part.partition(":")
        label = self.part[name].label if name in self.part else ""
        words = label or name.replace("_", " ")
        return f"{words}: {group}" if group else words

    @cached_property
    def definition(self) -> str:
        """Return a digest of what the figures rest on: statements, figures, needs, sample, period.

        Two scorecards may be compared figure by figure only where it is the same.
        """
        fixed = ("figure", "needs", "rows", "sample", "window_months", "min_age_days", "variant",
                 "part", "settings")  # fmt: skip
        whole = sha256(self.model_dump_json(include=set(fixed)).encode())
        for path in sorted(self.folder.glob("*.sql")):
            whole.update(path.name.encode() + path.read_bytes())
        return whole.hexdigest()[:12]

    @property
    def is_kpi(self) -> bool:
        """Tell a KPI from a context figure."""
        return self.kind == "kpi"
