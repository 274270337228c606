"""Whether a KPI comes to the same figures elsewhere: each figure here against the one there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from cxaudit.catalogue import Kpi
from cxaudit.elsewhere.backend import Backend
from cxaudit.elsewhere.cases import load_cases, open_case, settings_of, write_tables
from cxaudit.elsewhere.measuring import RAN, REFUSED, measure_on
from cxaudit.measure import Measurement, measure_kpi
from cxaudit.outcome import Outcome

NEAR = 1e-9


@dataclass(frozen=True)
class Agreement:
    """How one KPI does in one dialect.

    ``runs``: exact = every figure has the same digits; approximate = some differ by less than a
    billionth; not at all = the headline does not run, or a figure differs by more. ``refused``:
    the statements that do not run, with the reason. ``differs``: the figures that are not the
    same. ``compared``: how many data sets were measured twice.
    """

    kpi: Kpi
    runs: Literal["exact", "approximate", "not at all"]
    refused: Mapping[str, str] = field(default_factory=dict)
    differs: tuple[str, ...] = ()
    compared: int = 0


def agree(
    kpi: Kpi, open_there: Callable[[Path], Backend], most: int | None = None
) -> Agreement:  # fmt: skip
    """Return how a KPI does in a dialect, over its worked cases, or the first few of them."""
    found = []
    for case in load_cases(kpi)[:most]:
        engine, supply = open_case(case)
        settings = settings_of(case)
        here = measure_kpi(engine, kpi, settings, supply)
        with TemporaryDirectory() as folder:
            write_tables(engine, Path(folder))
            (there,) = measure_on(open_there(Path(folder)), settings, [kpi], supply)
        found.append(judge(kpi, here, there))
    return together(kpi, found)


def judge(kpi: Kpi, here: Measurement, there: Measurement) -> Agreement:
    """Return how the figures of one data set agree.

    Where a variant that is refused stands for the headline here, there is nothing to compare.
    """
    refused = dict(_refused(there))
    left_out = {statement.partition("_")[2] for statement in refused}
    if here.variant in left_out:
        refused.pop("measure", None)
        return Agreement(kpi, "exact", refused, compared=1)
    if "measure" in refused:
        return Agreement(kpi, "not at all", refused, compared=1)
    pairs = list(_pairs(_plain(here), _plain(there), "", left_out))
    differs = tuple(name for name, one, other in pairs if not _is_same(one, other))
    if any(not _is_near(one, other) for _, one, other in pairs):
        return Agreement(kpi, "not at all", refused, differs, 1)
    return Agreement(kpi, "approximate" if differs else "exact", refused, differs, 1)


def together(kpi: Kpi, found: list[Agreement]) -> Agreement:
    """Return what several data sets say: the worst of them."""
    order = ("exact", "approximate", "not at all")
    worst = max((one.runs for one in found), key=order.index, default="exact")
    refused = {name: reason for one in found for name, reason in one.refused.items()}
    differs = tuple(dict.fromkeys(name for one in found for name in one.differs))
    return Agreement(kpi, worst, refused, differs, sum(one.compared for one in found))


def _refused(there: Measurement) -> Iterator[tuple[str, str]]:
    """Yield the statements that did not run, and why."""
    parts = {f"part_{name}": part for name, part in there.parts.items()}
    variants = {f"variant_{name}": one.figure for name, one in there.variants.items()}
    for name, one in {"measure": there, **parts, **variants}.items():
        if one.outcome is Outcome.FAILED and REFUSED in (one.reason or ""):
            yield name, (one.reason or "").partition(": ")[2]


def _plain(measured: Measurement) -> dict[str, Any]:
    flags = [flag for flag in measured.flags if not flag.startswith(RAN)]
    return measured.to_json() | {"flags": flags}


def _pairs(here: Any, there: Any, name: str, left_out: set[str]) -> Iterator[tuple[str, Any, Any]]:
    """Yield every plain value of the two side by side, under the path that leads to it."""
    if isinstance(here, dict) and isinstance(there, dict):
        for key in {**here, **there}:
            if not (name in ("parts.", "variants.") and key in left_out):
                yield from _pairs(here.get(key), there.get(key), f"{name}{key}.", left_out)
    else:
        yield name.rstrip("."), here, there


def _is_same(one: Any, other: Any) -> bool:
    return bool(one == other)


def _is_near(one: Any, other: Any) -> bool:
    both = isinstance(one, (int, float)) and isinstance(other, (int, float))
    return isclose(one, other, rel_tol=NEAR, abs_tol=1e-12) if both else one == other
