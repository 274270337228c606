"""Hands value its inputs: plain numbers from the tables, figures and targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.value import Case, Measured, Value, ValueInputs, value_kpi

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

YEAR = 365.25
VEHICLES = {"onboarding_days_pooled": "pooled", "onboarding_days_segregated": "segregated"}


Onboarding = tuple[float | None, float | None, int, bool]
"""Of one mandate: its expected assets, fee in basis points, days so far, whether it waits on."""


@dataclass(frozen=True)
class Sums:
    """What the formulas need of the mandates; None where no row tells.

    ``fee_bps``: the mean of running mandates, weighted by assets. ``median_won`` and
    ``median_second``: expected assets of all mandates won, and of a client's later ones.
    ``attrition``: the share of the assets of a year before as_of that have left since.
    ``onboarded``: the cases of each KPI on onboarding, in order of mandate.
    """

    fee_bps: float | None
    median_won: float | None
    median_second: float | None
    attrition: float | None
    onboarded: dict[str, tuple[Onboarding, ...]]


def value_all(audit: Audit) -> dict[str, Value]:
    """Return what each of the 28 is worth, by id."""
    inputs = to_inputs(audit)
    return {kpi_id: value_kpi(kpi, inputs) for kpi_id, kpi in audit.kpis.items()}


def to_inputs(audit: Audit) -> ValueInputs:
    """Return the numbers that the formulas need; None where the tables do not hold them."""
    figures = {
        kpi_id: Measured(m.value, m.low, m.high)
        for kpi_id, m in audit.measurements.items()
        if m.value is not None and m.outcome.is_shown
    }
    sums = audit.sums
    aum, flow = audit.measurements["aum"].value, audit.measurements["net_flow"].value
    return ValueInputs(
        currency=audit.settings.get("currency") or "", year=str(audit.as_of.year), figures=figures,
        targets=_targets(audit), cases=_cases(audit),
        case_years=_years(audit, "onboarding_days_pooled"), fee_bps=sums.fee_bps,
        rfps_decided_per_year=_per_year(audit, "rfp_sales_conversion_rate"),
        pitches_per_year=_per_year(audit, "pitch_win_rate"),
        submissions_per_year=_per_year(audit, "rfp_success_rate"),
        median_aum_won=sums.median_won, aum_total=aum,
        attrition=None if sums.attrition is None else Measured(sums.attrition),
        net_flow_per_year=None if flow is None else flow / _years(audit, "net_flow"),
        active_clients=_units(audit, "mandates_products_per_client"),
        median_aum_second_mandate=sums.median_second,
        top_consultant_share=_part(audit, "buy_ratings_per_rated_strategy", "top_consultant_share"),
    )  # fmt: skip


IN_CURRENCY = "coalesce(ccy, $currency) = $currency"
MEAN_FEE = (
    "select sum(fee_bps * exp_aum) / nullif(sum(exp_aum), 0) from mandate "
    f"where {IN_CURRENCY} and fee_bps is not null and terminated is null"
)
MEDIAN_WON = f"select median(exp_aum) from mandate where {IN_CURRENCY} and won is not null"
SECOND_MANDATE = (
    "select median(exp_aum) from (select exp_aum, ccy, row_number() over "
    "(partition by client_id order by won, mandate_id) as place from mandate "
    f"where won is not null) where place > 1 and {IN_CURRENCY}"
)
ATTRITION = (
    "select coalesce(sum(exp_aum) filter (where terminated <= $as_of::date), 0) "
    f"/ nullif(sum(exp_aum), 0) from mandate where {IN_CURRENCY} "
    "and funded <= $as_of::date - 365 and coalesce(terminated > $as_of::date - 365, true)"
)


def to_sums(audit: Audit) -> Sums:
    """Return what the formulas need of the mandates, read from the tables."""
    return Sums(
        _number(audit, MEAN_FEE), _number(audit, MEDIAN_WON), _number(audit, SECOND_MANDATE),
        _number(audit, ATTRITION, as_of=audit.as_of),
        {kpi_id: _read_cases(audit, kpi_id, vehicle) for kpi_id, vehicle in VEHICLES.items()
         if audit.measurements[kpi_id].outcome.is_shown},
    )  # fmt: skip


def _number(audit: Audit, sql: str, **more: object) -> float | None:
    row = audit.engine.execute(sql, {"currency": audit.currency} | more).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def _targets(audit: Audit) -> dict[str, float]:
    """Return what each figure should reach: the own target, else the peers' average shown."""
    peers = {
        kpi_id: average
        for kpi_id, benchmark in audit.benchmarks.items()
        if (average := benchmark.peers.average) is not None
        and (audit.is_invented or not benchmark.peers.invented)
    }
    return peers | {i: float(v) for i, v in (audit.settings.get("own_targets") or {}).items()}


def _years(audit: Audit, kpi_id: str) -> float:
    days = audit.period_of(kpi_id).days
    return (days or YEAR) / YEAR


def _per_year(audit: Audit, kpi_id: str) -> float | None:
    measured = audit.measurements[kpi_id]
    return measured.n / _years(audit, kpi_id) if measured.outcome.is_shown else None


def _units(audit: Audit, kpi_id: str) -> float | None:
    measured = audit.measurements[kpi_id]
    return float(measured.units) if measured.outcome.is_shown else None


def _part(audit: Audit, kpi_id: str, part: str) -> float | None:
    found = audit.measurements[kpi_id].parts.get(part)
    return found.value if found else None


def _cases(audit: Audit) -> dict[str, tuple[Case, ...]]:
    """Return the onboarding cases of each vehicle, with the days aimed at."""
    targets = _targets(audit)
    return {
        kpi_id: tuple(
            Case(aum, fee, days, targets[kpi_id], waits) for aum, fee, days, waits in told
        )
        for kpi_id, told in audit.sums.onboarded.items()
        if kpi_id in targets
    }


def _read_cases(audit: Audit, kpi_id: str, vehicle: str) -> tuple[Onboarding, ...]:
    period = audit.period_of(kpi_id)
    rows = audit.engine.execute(
        "select exp_aum, fee_bps, date_diff('day', won, coalesce(least(funded, $1), $1)), "
        "funded is null or funded > $1 from mandate where vehicle = $2 and won between $3 and $4 "
        "and cancelled is null and (funded is null or funded >= won) "
        "and coalesce(ccy, $5) = $5 order by mandate_id",
        [audit.as_of, vehicle, period.start, period.end, audit.currency],
    ).fetchall()
    return tuple((_plain(aum), _plain(fee), days, waits) for aum, fee, days, waits in rows)


def _plain(number: object) -> float | None:
    return None if number is None else float(number)  # type: ignore[arg-type]
