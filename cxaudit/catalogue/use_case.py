"""Who wants to do what with a figure, whose it is, and the rule that judges it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cxaudit.modelfile import Frozen

Goal = Literal["engagement", "convert_engagement", "transfer_of_money", "service_delivery"]
Owner = Literal[
    "marketing", "consultant_relations", "events", "rfp_team", "sales", "onboarding",
    "client_reporting", "digital", "client_service",
]  # fmt: skip
TargetRule = Literal[
    "at_least_median", "at_most_median", "band_just_above_median", "at_most_norm", "own_target",
    "own_history", "placement", "concentration", "capacity", "plan_capacity", "deterioration",
    "four_a_year",
]  # fmt: skip


class UseCase(Frozen):
    """Who wants to do what with the metric, and why."""

    who: str
    does: str
    why: str


class Target(Frozen):
    """The rule that the figure is judged by, and what stands in where its inputs lack.

    ``beside``: parts and settings that the verdict is read with; they do not change it.
    ``average``: the rule speaks of the peers' average: their median, or their mean where the firm
    chose it (setting ``average``).
    """

    rule: TargetRule
    figure: str = "headline"
    otherwise: TargetRule | None = Field(default=None, alias="else")
    also: tuple[TargetRule, ...] = ()
    beside: tuple[str, ...] = ()
    average: bool = False
