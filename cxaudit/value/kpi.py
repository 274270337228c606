"""The worth of one KPI: direct by formula, scenario by an assumed link, or none alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from cxaudit.catalogue import Money
from cxaudit.value.formulas import FACTORS, Factor, find_factor, multiply, name_missing
from cxaudit.value.inputs import Case, Measured, ValueInputs
from cxaudit.wording import show_count, show_money, show_value

Kind = Literal["direct", "scenario", "none"]

ONBOARDING = ("onboarding_days_pooled", "onboarding_days_segregated")
CAPPED = "mandates_products_per_client"
BASIS_POINTS = 10_000
DAYS_A_YEAR = 365

NONE_ALONE = "none alone: attention is not revenue"
MET_BY_MEDIAN = "the middle case is within the target, and fees are foregone on the cases beyond it"
NOT_PROOF = "association, not proof"
CAUTIONS = {
    "top_tier_meetings_per_client": "meetings also cluster when a client is leaving",
    "rfp_completion_time": "cost saved, not revenue",
    "pitch_win_rate": "the same wins as RFP conversion, never added to it",
    "rfp_success_rate": "the same wins as RFP conversion, never added to it",
    "client_tenure_years": "revenue at risk in a year",
    "net_flow": "explains the others, never added to them",
}


class HasMoney(Protocol):
    """What valuation reads of a catalogue entry."""

    @property
    def kpi_id(self) -> str:
        """Return the entry's id."""

    @property
    def money(self) -> Money | None:
        """Return its class and what it acts on, or None."""

    @property
    def client_value(self) -> str | None:
        """Return its tag of client value, or None."""


@dataclass(frozen=True)
class Value:
    """The money of one KPI; amount None where inputs lack, which ``missing`` names.

    ``low`` and ``high`` carry the intervals of the inputs; a lower bound has no high.
    ``basis`` prints every input. ``years``: the span of ``amount``.
    """

    kpi_id: str
    kind: Kind
    amount: float | None
    low: float | None
    high: float | None
    basis: str
    wording: str
    currency: str
    year: str
    missing: tuple[str, ...] = ()
    acts_on: tuple[str, ...] = ()
    years: float = 1.0

    @property
    def a_year(self) -> float | None:
        """Return the amount of one year, which alone may be summed."""
        return None if self.amount is None else self.amount / self.years

    def to_json(self) -> dict[str, object]:
        """Return one entry of ``kpis`` in the JSON contract of value."""
        names = ("amount", "low", "high", "a_year", "basis", "wording", "currency", "year")
        plain = {name: getattr(self, name) for name in names}
        lists = {"missing": list(self.missing), "acts_on": list(self.acts_on)}
        return {"kpi_id": self.kpi_id, "class": self.kind, **plain, **lists}


def value_kpi(kpi: HasMoney, inputs: ValueInputs) -> Value:
    """Return what a KPI is worth by its formula, with every input named."""
    if kpi.money is None:
        return _to_value(kpi, inputs, wording=NONE_ALONE)
    if kpi.kpi_id in ONBOARDING:
        return _value_cases(kpi, inputs)
    names = FACTORS.get(kpi.kpi_id)
    if names is None:
        return _to_value(kpi, inputs, wording=f"not computed: {kpi.money.formula}")
    found = {name: find_factor(name, kpi.kpi_id, inputs) for name in names}
    missing = [
        m for n, f in found.items() if f is None for m in name_missing(n, kpi.kpi_id, inputs)
    ]
    if missing:
        return _value_paid(kpi, inputs, tuple(dict.fromkeys(missing)))
    return _value_product(kpi, inputs, [factor for factor in found.values() if factor])


def _value_product(kpi: HasMoney, inputs: ValueInputs, factors: list[Factor]) -> Value:
    amount, basis = multiply(factors), " × ".join(factor.words for factor in factors)
    if kpi.kpi_id == CAPPED and inputs.open_capacity_aum is not None and inputs.fee_bps:
        most = inputs.open_capacity_aum * inputs.fee_bps / BASIS_POINTS
        amount = Measured(*(None if end is None else min(end, most) for end in amount))
        basis += f", at most the fee on open capacity {show_money(inputs.open_capacity_aum)}"
    paid = inputs.paid.get(kpi.kpi_id)
    if paid is not None:
        amount = Measured(*(None if end is None else end + paid for end in amount))
        basis += f" + paid {show_money(paid)}"
    words = _to_wording(kpi)
    if amount.value == 0 and any(factor.words.startswith("(target") for factor in factors):
        words = f"already at its target; {words}"
    return _to_value(kpi, inputs, amount, basis=basis, wording=words)


def _value_paid(kpi: HasMoney, inputs: ValueInputs, missing: tuple[str, ...]) -> Value:
    """Return the direct part, credits or redress paid, where the scenario part lacks inputs."""
    paid = inputs.paid.get(kpi.kpi_id)
    if paid is None:
        words = f"not computed: needs {', '.join(missing)}"
        return _to_value(kpi, inputs, wording=words, missing=missing)
    words = f"paid in the year, the direct part alone; the rest needs {', '.join(missing)}"
    basis = f"paid {show_money(paid)}"
    return _to_value(
        kpi, inputs, Measured(paid), basis=basis, wording=words, missing=missing, kind="direct"
    )


def _value_cases(kpi: HasMoney, inputs: ValueInputs) -> Value:
    """Return the fees foregone: assets x fee x days beyond the target / 365, case by case."""
    cases = inputs.cases.get(kpi.kpi_id, ())
    priced = [case for case in cases if case.aum is not None and case.fee_bps is not None]
    if not priced:
        missing = (f"cases.{kpi.kpi_id}",) if not cases else ("assets and fee of the cases",)
        words = f"not computed: needs {missing[0]}"
        return _to_value(kpi, inputs, wording=words, missing=missing)
    amount = sum(_to_foregone(case) for case in priced)
    late = sum(case.days > case.target_days for case in priced)
    opened = sum(case.is_open for case in priced)
    unpriced = len(cases) - len(priced)
    basis = f"{show_count(len(priced), 'case')}, {late} beyond {_say_days(priced)}"
    basis += f"; {opened} open, counted to the day" if opened else ""
    basis += f"; {unpriced} without assets or fee left out" if unpriced else ""
    is_bound = bool(opened or unpriced)
    words = _to_wording(kpi) + ("; a lower bound" if is_bound else "")
    figure = inputs.figures.get(kpi.kpi_id)
    if not amount:
        words = f"already at its target; {words}"
    elif figure and figure.value <= min(case.target_days for case in priced):
        words = f"{MET_BY_MEDIAN}; {words}"
    ends = Measured(amount, amount, None if is_bound else amount)
    return _to_value(kpi, inputs, ends, basis=basis, wording=words, years=inputs.case_years)


def _say_days(cases: list[Case]) -> str:
    targets = {case.target_days for case in cases}
    if len(targets) > 1:
        return "their target days"
    return f"the target of {show_value(targets.pop(), 'days')}"


def _to_foregone(case: Case) -> float:
    fee_a_year = case.aum * case.fee_bps / BASIS_POINTS  # type: ignore[operator]
    return fee_a_year * max(0.0, case.days - case.target_days) / DAYS_A_YEAR


def _to_wording(kpi: HasMoney) -> str:
    direct = kpi.money is not None and kpi.money.kind == "direct"
    words = "by formula, from the firm's own numbers" if direct else NOT_PROOF
    caution = CAUTIONS.get(kpi.kpi_id)
    return f"{words}; {caution}" if caution else words


def _to_value(
    kpi: HasMoney,
    inputs: ValueInputs,
    amount: Measured | None = None,
    *,
    basis: str = "",
    wording: str,
    missing: tuple[str, ...] = (),
    kind: Kind | None = None,
    years: float = 1.0,
) -> Value:
    value, low, high = amount or (None, None, None)
    return Value(
        kpi_id=kpi.kpi_id,
        kind=kind or (kpi.money.kind if kpi.money else "none"),
        amount=value,
        low=low,
        high=high,
        basis=basis,
        wording=wording,
        currency=inputs.currency,
        year=inputs.year,
        missing=missing,
        acts_on=kpi.money.acts_on if kpi.money else (),
        years=years,
    )
