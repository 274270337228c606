"""The strategies a firm markets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from cxaudit.demo.draws import to_day, to_stream
from cxaudit.demo.firms import Firm
from cxaudit.demo.names import MARK, STRATEGIES
from cxaudit.demo.sheet import Draft, to_csv

HEADER = (
    "Strategy ID", "Strategy", "Asset class", "Marketed from", "Marketed to",
    "Open to new money", "Flagship",
)  # fmt: skip


@dataclass(frozen=True)
class Strategy:
    """One strategy: identifier, name, class and the days on which it was offered."""

    strategy_id: str
    name: str
    asset_class: str
    marketed_from: date
    marketed_to: date | None
    open_new: bool
    flagship: bool


@cache
def to_strategies(firm: Firm) -> tuple[Strategy, ...]:
    """Return the strategies; the last of a larger list is no longer marketed, one is closed."""
    rng = to_stream(firm, "strategies")
    found = []
    for number, (name, asset_class) in enumerate(STRATEGIES[: firm.strategies], start=1):
        retired = number == firm.strategies > 10
        found.append(
            Strategy(
                strategy_id=f"{firm.tag}-S{number:02d}",
                name=f"{name} {MARK}",
                asset_class=asset_class,
                marketed_from=to_day(rng, date(2002, 1, 1), date(2019, 12, 31)),
                marketed_to=date(2025, 3, 31) if retired else None,
                open_new=number != 3 and not retired,
                flagship=number <= 5,
            )
        )
    return tuple(found)


def write_strategies(firm: Firm) -> list[Draft]:
    """Return the strategy list."""
    rows = [
        (
            s.strategy_id, s.name, s.asset_class, s.marketed_from, s.marketed_to, s.open_new,
            s.flagship,
        )
        for s in to_strategies(firm)
    ]  # fmt: skip
    text = to_csv(HEADER, rows, date_style=firm.date_style)
    return [Draft("strategy_list_invented.csv", text)]
