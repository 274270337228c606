"""How figures print: rounded half up on decimals, with their unit, and never as NaN."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

NO_VALUE = "–"


def round_half_up(value: float | Decimal, places: int) -> Decimal:
    """Return the value rounded half up on its decimal digits, never minus zero."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def show_number(value: float | Decimal, places: int = 0) -> str:
    """Return a number with thousands separated, as in 51,075."""
    return f"{round_half_up(value, places):,}"


def show_value(value: float | None, unit: str, currency: str | None = None) -> str:
    """Return a figure in its unit, as people read it; a dash where there is none.

    Units: fraction (0-1, printed as %), ratio, seconds, days, years, count, currency.
    """
    if value is None or not math.isfinite(value):
        return NO_VALUE
    if unit == "fraction":
        return f"{show_number(Decimal(repr(float(value))) * 100, 1)}%"
    if unit == "ratio":
        return show_number(value, 2 if abs(value) < 100 else 0)
    if unit == "seconds":
        short = abs(value) < 600
        return f"{show_number(value, 1)} s" if short else f"{show_number(value / 60, 1)} min"
    if unit == "currency":
        return f"{currency} {show_money(value)}" if currency else show_money(value)
    if unit == "years":
        return f"{show_number(value, 1)} years"
    whole = float(value).is_integer()
    text = show_number(value, 0 if whole or abs(value) >= 1000 else 1)
    return f"{text} days" if unit == "days" else text


def show_money(amount: float) -> str:
    """Return an amount to three significant places or so: 479, 7,192, 12.3 m, 1.25 bn."""
    size = abs(amount)
    if size >= 1e9:
        return f"{show_number(amount / 1e9, 2)} bn"
    if size >= 1e6:
        return f"{show_number(amount / 1e6, 1)} m"
    return show_number(amount, 0)


def show_interval(low: float | None, high: float | None, unit: str) -> str:
    """Return "low to high" in the unit, or nothing where there is no interval."""
    if low is None or high is None:
        return ""
    return f"{show_value(low, unit)} to {show_value(high, unit)}"


def show_count(count: float, singular: str, plural: str | None = None) -> str:
    """Return "1 firm" or "3 firms"."""
    places = 0 if float(count).is_integer() else 1
    return f"{show_number(count, places)} {to_noun(count, singular, plural)}"


def to_noun(count: float, singular: str, plural: str | None = None) -> str:
    """Return "firm" or "firms", as so many of them are called."""
    return singular if count == 1 else plural or f"{singular}s"


def show_rounded(value: float | None, unit: str) -> str:
    """Return a value that was rounded before, without digits it does not have."""
    text = show_value(value, unit)
    return text.replace(".0%", "%").replace(".0 ", " ").removesuffix(".00")


REASONS = ("because", "so ", "to ", "in order", "since", "as ")


def show_use_case(who: str, does: str, why: str) -> str:
    """Return who wants to do what with the metric, and why, as one sentence."""
    joint = ", " if why.casefold().startswith(REASONS) else ", because "
    return f"{who} {does}".rstrip(" .,") + joint + why.rstrip(" .") + "."
