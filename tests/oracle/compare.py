"""Where two calculations of one KPI differ."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tests.oracle.want import FREE, SOME, Expected, Want


def differences(found: Any, expected: Expected) -> list[str]:
    """Return every difference between a measurement and what it must say.

    Nothing is compared where the variant is FREE: the definitions do not fix what steps in.
    """
    if expected.variant == FREE:
        return []
    faults = list(_of_figure("", found, expected.headline))
    if found.variant != expected.variant:
        faults.append(f"variant: expected {expected.variant}, found {found.variant}")
    if expected.excluded is not None:
        left_out = {e.reason: e.rows for e in found.excluded}
        if left_out != dict(expected.excluded):
            faults.append(f"excluded: expected {dict(expected.excluded)}, found {left_out}")
    for name, want in expected.parts.items():
        faults += _of_part(f"parts.{name}.", found.parts.get(name), want)
    for name, want in expected.variants.items():
        beside = found.variants.get(name)
        faults += _of_figure(f"variants.{name}.", beside and beside.figure, want)
    return faults


def _of_part(where: str, found: Any, want: Want) -> Iterator[str]:
    if found is None:
        if want.value is not None:
            yield f"{where[:-1]}: expected {want}, found nothing"
        return
    if want.value is None and want.outcome != "measured":
        if found.value is not None:
            yield f"{where}value: expected none, found {found.value}"
        return
    yield from _of_numbers(where, found, want)


def _of_figure(where: str, found: Any, want: Want) -> Iterator[str]:
    if found is None:
        if want.n:
            yield f"{where[:-1]}: expected {want.outcome}, found nothing"
        return
    nothing = where and want.n == 0 and {found.outcome, want.outcome} <= {"no_data", "too_few"}
    if found.outcome != want.outcome and not nothing:
        yield f"{where}outcome: expected {want.outcome}, found {found.outcome} ({found.reason})"
    if want.outcome != "no_data":
        yield from _of_numbers(where, found, want)


def _of_numbers(where: str, found: Any, want: Want) -> Iterator[str]:
    if not _same(found.value, want.value):
        wanted = None if want.value is None else f"{float(want.value)!r} ({want.value})"
        yield f"{where}value: expected {wanted}, found {found.value!r}"
    if want.n is not None and not _same(found.n, want.n):
        yield f"{where}n: expected {want.n}, found {found.n}"
    for name, wanted in (("numerator", want.part), ("denominator", want.whole)):
        had = getattr(found, name, None)
        if wanted is not None and had is not None and not _same(had, wanted):
            yield f"{where}{name}: expected {wanted}, found {had}"
    yield from _of_ends(where, found, want)
    bracket = getattr(found, "bracket", None)
    if want.bracket and not (bracket and all(map(_same, bracket, want.bracket))):
        yield f"{where}bracket: expected {tuple(map(float, want.bracket))}, found {bracket}"


def _of_ends(where: str, found: Any, want: Want) -> Iterator[str]:
    ends = (found.low, found.high)
    if want.ends == FREE:
        return
    right = None not in ends if want.ends == SOME else all(map(_same, ends, want.ends))
    if not right:
        yield f"{where}ends: expected {want.ends}, found {ends} ({getattr(found, 'method', '')})"


def _same(had: float | None, wanted: Any) -> bool:
    if had is None or wanted is None:
        return had is None and wanted is None
    return math.isclose(float(had), float(wanted), rel_tol=1e-12, abs_tol=1e-15)
