"""X1 assets under management and X2 net flow: each asset once, at its own date's rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import DAY, Frame, months_later, to_frame
from tests.oracle.want import NO_DATA, TOO_FEW, Expected, Want, to_count

STALE = 31
BASES = ("managed", "managed", "managed", "advised", "committed")
EFFECTS = ("market_effect", "fx_effect", "scope_change")


def make(chance: Chance) -> DataSet:
    """Return valuations: stale, doubled, abroad, without rates, of funds of own funds."""
    settings = chance.settings(currency=chance.pick(("EUR", "EUR", "JPY")))
    if "period_start" in settings and chance.maybe(0.5):
        after = settings["as_of"] + DAY
        months = -chance.pick((3, 5, 6, 9))
        settings |= {"period_start": months_later(after, months), "period_end": after - DAY}
    frame, blank, rows = to_frame(settings, 12), chance.pick((0.0, 0.0, 0.05)), []
    split = chance.maybe(0.5)
    for number in range(chance.randint(1, 9)):
        ccy = chance.pick(("EUR", "EUR", "USD", settings["currency"]))
        basis, own = chance.or_none(chance.pick(BASES), blank), chance.pick((False,) * 6 + (True,))
        days = {
            frame.start - DAY * chance.pick((1, 1, 5, 31, 32)),
            frame.as_of - DAY * chance.pick((0, 0, 31, 32)),
        }
        days |= {chance.day(frame.start, frame.end) for _ in range(chance.randint(0, 4))}
        for day in sorted(days):
            rows.append({
                "mandate_id": f"m{number}", "as_of": day, "ccy": ccy, "basis": basis,
                "own_fund_of_fund": own, "mv": _money(chance, blank),
                "inflow": _money(chance, blank), "outflow": _money(chance, blank),
                "income_reinvested": _money(chance, 0),
                "fx_rate": _rate(chance, ccy, settings, blank),
            } | {name: _money(chance, blank) if split else None for name in EFFECTS})  # fmt: skip
    mandates = [
        {"mandate_id": f"m{n}", "fee_bps": chance.pick((None, 0, 35)), "client_id": "c1"}
        for n in range(9)
    ]
    return DataSet(settings, {"aum": rows, "mandate": mandates})


def _money(chance: Chance, blank: float) -> str | None:
    return chance.or_none(
        f"{chance.randint(-9_999, 10 ** chance.pick((3, 8, 13))) / 100:.2f}", blank
    )


def _rate(chance: Chance, ccy: str, settings: dict, blank: float) -> str | None:
    if ccy == settings["currency"]:
        return chance.pick((None, "1"))
    return chance.or_none(f"{chance.randint(1, 10**9) / 10 ** chance.pick((6, 9)):.9f}", blank)


def _round(number: Fraction) -> int:
    """Return the nearest whole number, halves away from nought."""
    whole, rest = divmod(abs(number), 1)
    size = int(whole) + (rest >= Fraction(1, 2))
    return size if number >= 0 else -size


def cents_of(row: Row, currency: str, *columns: str) -> int | None:
    """Return money in whole cents of the reporting currency: the first cell less the rest.

    A column named ``+x`` is added. Blank where a cell is blank or the rate is not known.
    """
    rate = "1" if row["ccy"] == currency else row["fx_rate"]
    cells = [
        (row[name.lstrip("+")], 1 if name == columns[0] or name[0] == "+" else -1)
        for name in columns
    ]
    if rate is None or row["ccy"] is None or any(cell is None for cell, _ in cells):
        return None
    money = sum(Fraction(str(cell)) * sign for cell, sign in cells)
    return _round(money * Fraction(str(rate)) * 100)


def values(data_set: DataSet, on: date | None = None) -> list[Row]:
    """Return each mandate's newest valuation up to a day, not older than 31 days."""
    on = on or data_set.settings["as_of"]
    newest: dict[str, Row] = {}
    for row in sorted(data_set.rows("aum"), key=lambda row: row["as_of"]):
        if on - timedelta(days=STALE) <= row["as_of"] <= on:
            newest[row["mandate_id"]] = row
    return list(newest.values())


def reason(row: Row) -> str | None:
    """Return why assets are not managed by the firm, or counted elsewhere."""
    if row["basis"] is None:
        return "missing basis"
    if row["basis"] != "managed":
        return f"{row['basis']}, not managed"
    return "held by an own fund, counted there" if row["own_fund_of_fund"] else None


def _sum_of(data_set: DataSet, rows: Sequence[Row], holds: Callable[[Row], bool]) -> Want:
    cents = [cents_of(row, data_set.settings["currency"], "mv") for row in rows if holds(row)]
    return _money_of([c for c in cents if c is not None])


def _money_of(cents: Sequence[int]) -> Want:
    if not cents:
        return TOO_FEW
    want = to_count(cents)
    return Want(want.outcome, Fraction(sum(cents), 100), want.n)


def managed(data_set: DataSet) -> Expected:
    """X1: the newest market values of managed assets in the reporting currency."""
    rows, currency = values(data_set), data_set.settings["currency"]
    if not rows:
        return Expected(NO_DATA)
    excluded: Counter[str] = Counter()
    for row in rows:
        blank = "missing cents" if cents_of(row, currency, "mv") is None else None
        excluded[reason(row) or blank or ""] += 1
    del excluded[""]
    paid = {m["mandate_id"] for m in data_set.rows("mandate") if m["fee_bps"]}
    headline = _sum_of(data_set, rows, lambda row: reason(row) is None)
    missing = any(why.startswith("missing") for why in excluded)
    own = lambda row: row["own_fund_of_fund"]  # noqa: E731
    return Expected(
        headline if headline.n else NO_DATA if missing else TOO_FEW,
        excluded=excluded,
        variants={
            "regulatory": _sum_of(
                data_set, rows, lambda row: row["basis"] in ("managed", "committed")
            ),
            "fee_paying": _sum_of(
                data_set, rows, lambda row: reason(row) is None and row["mandate_id"] in paid
            ),
            "advised": _sum_of(
                data_set, rows, lambda row: row["basis"] == "advised" and not own(row)
            ),
            "committed": _sum_of(
                data_set, rows, lambda row: row["basis"] == "committed" and not own(row)
            ),
        },
    )


def flows(data_set: DataSet) -> Expected:
    """X2: inflows less outflows of the period, each at its own date's rate."""
    frame, currency = to_frame(data_set.settings, 12), data_set.settings["currency"]
    rows = [row for row in data_set.rows("aum") if frame.holds(row["as_of"])]
    excluded: Counter[str] = Counter()
    counted, income = [], []
    for row in rows:
        why = reason(row)
        net = cents_of(row, currency, "inflow", "outflow")
        if why or net is None:
            excluded[why or "missing flow_cents"] += 1
            continue
        counted.append(net)
        kept = cents_of(row, currency, "inflow", "outflow", "+income_reinvested")
        if kept is not None:
            income.append(kept)
    if not rows:
        return Expected(NO_DATA)
    missing = any(why.startswith("missing") for why in excluded)
    return Expected(
        _money_of(counted) if counted else NO_DATA if missing else TOO_FEW,
        excluded=excluded,
        parts=_growth(data_set, sum(counted), len(counted)) | _walk(data_set),
        variants={"incl_reinvested_income": _money_of(income)},
    )


def _growth(data_set: DataSet, net: int, n: int) -> dict[str, Want]:
    """Return net flow over the opening assets; none where a rate or an opening value is unknown.

    Nothing is fixed where a flow is blank: the sum of the known ones is no whole flow.
    """
    frame, currency = to_frame(data_set.settings, 12), data_set.settings["currency"]
    mine = [row for row in data_set.rows("aum") if reason(row) is None]
    near = [row for row in mine if frame.start - 32 * DAY <= row["as_of"] <= frame.end]
    flowing = [row for row in near if frame.holds(row["as_of"])]
    if any(row[name] is None for row in flowing for name in ("inflow", "outflow")):
        return {}
    opening = [row for row in values(data_set, frame.start - DAY) if reason(row) is None]
    cents = [cents_of(row, currency, "mv") for row in opening]
    known = all(row["ccy"] == currency or row["fx_rate"] for row in near)
    if not known or not n or None in cents or sum(cents) <= 0:
        return {"organic_growth": TOO_FEW, "annualised_growth": TOO_FEW}
    growth, quarters = Fraction(net, sum(cents)), whole_quarters(frame)
    a_year = Want("measured", growth * 4 / quarters, None) if quarters else TOO_FEW
    return {"organic_growth": Want("measured", growth, None), "annualised_growth": a_year}


def whole_quarters(frame: Frame) -> int:
    """Return how many whole quarters the period is of; none where it is of odd days or months."""
    after = frame.end + DAY
    months = (after.year - frame.start.year) * 12 + after.month - frame.start.month
    whole = frame.start.day == after.day == 1 and months % 3 == 0
    return months // 3 if whole else 0


def _walk(data_set: DataSet) -> dict[str, Want]:
    """Return what opening, flows and effects miss of the closing assets, as a share of these.

    Not separable where an effect was left blank; nothing is fixed where a flow or a value was.
    """
    frame, currency = to_frame(data_set.settings, 12), data_set.settings["currency"]
    mine = [row for row in data_set.rows("aum") if reason(row) is None]
    near = [row for row in mine if frame.start - 32 * DAY <= row["as_of"] <= frame.end]
    flowing = [row for row in near if frame.holds(row["as_of"])]
    told = [row[name] for row in flowing for name in ("mv", "inflow", "outflow")]
    if not flowing or None in told or any(row["mv"] is None for row in near):
        return {}
    if not all(row["ccy"] == currency or row["fx_rate"] for row in near):
        return {}
    if any(row[name] is None for row in flowing for name in EFFECTS):
        return {"walk_gap": TOO_FEW}
    signs = ("inflow", "outflow", *(f"+{name}" for name in EFFECTS))
    moved = sum(cents_of(row, currency, *signs) or 0 for row in flowing)
    eve, end = (
        sum(
            cents_of(row, currency, "mv") or 0
            for row in values(data_set, day)
            if reason(row) is None
        )
        for day in (frame.start - DAY, frame.end)
    )
    return {
        "walk_gap": Want("measured", Fraction(abs(end - eve - moved), end), None)
        if end > 0
        else TOO_FEW
    }
