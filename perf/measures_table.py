"""Prints what three sides took beside each other, and how it grows with the rows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

STEPS = ("import", "measure")
SIDES = ("by_package", "by_hand", "by_pandas")
NAMES = {"by_package": "package", "by_hand": "SQL by hand", "by_pandas": "pandas"}
UNITS = {
    "seconds": "s",
    "cpu": "s of processors",
    "start": "s of processors to start and load",
    "peak_mb": "MB",
}
Times = dict[str, dict[str, list[dict[str, Any]]]]


def print_times(spent: Times) -> None:
    """Print a line for each step and what it took, with the ratios."""
    print(
        f"{'':<9}"
        + "".join(f"{NAMES[s]:>13}" for s in spent)
        + f"{'package / hand':>21}{'pandas / package':>21}"
    )
    for step in (*STEPS, "both"):
        for what, unit in UNITS.items():
            each = {side: rounds_of(spent, side, step, what) for side in spent}
            cells = "".join(f"{median(found):>13,.2f}" for found in each.values())
            ratios = "".join(f"{text:>21}" for text in _ratios(each))
            print(f"{step:<9}{cells}{ratios}   {unit}")
    for whole in spent.get("by_package", {}).get("whole", []):
        print(f"all parts and variants as well: {whole['seconds']:.2f} s, {whole['cpu']:.2f} s of "
              f"processors, {whole['peak_mb']:,.0f} MB", flush=True)  # fmt: skip


def rounds_of(spent: Times, side: str, step: str, what: str) -> list[float]:
    """Return one number a round; of both steps together their sum, or the greater memory."""
    if step != "both":
        return [once[what] for once in spent[side][step]]
    join = max if what == "peak_mb" else lambda *both: sum(both)
    return list(map(join, *(rounds_of(spent, side, part, what) for part in STEPS)))


def _ratios(each: Mapping[str, list[float]]) -> Iterator[str]:
    pairs = (("by_package", "by_hand"), ("by_pandas", "by_package"))
    for above, below in pairs:
        if above in each and below in each:
            paired = [a / b for a, b in zip(each[above], each[below], strict=True)]
            yield f"{median(paired):.2f} ({min(paired):.2f}-{max(paired):.2f})"


def print_growth(kind: str, ending: str, spent: dict[int, Times], out: Path | None) -> None:
    """Print the exponent by which time and memory grow with the rows, the least squares of logs.

    ``out``: a file with what earlier runs measured; the last of a size counts.
    """
    measured = _read_earlier(kind, ending, out) | spent
    if len(measured) < 2:
        return
    sizes = ", ".join(f"{rows:,}" for rows in sorted(measured))
    for what in ("seconds", "cpu", "peak_mb"):
        said = []
        for side in SIDES:
            found = {n: median(rounds_of(t, side, "both", what)) for n, t in measured.items()
                     if side in t}  # fmt: skip
            if len(found) > 1:
                logs = [[math.log(x) for x in part] for part in (found.keys(), found.values())]
                said.append(f"{NAMES[side]} {linear_regression(*logs).slope:.2f}")
        print(f"growth of {what}, {kind} {ending}, {sizes}: {', '.join(said)}")


def _read_earlier(kind: str, ending: str, out: Path | None) -> dict[int, Times]:
    found = [line for line in _read_lines(out) if (line["kind"], line["format"]) == (kind, ending)]
    return {line["rows"]: line["spent"] for line in found if set(line["spent"]) >= set(SIDES[:2])}


def read_figures(kind: str, rows: int, out: Path | None) -> list[Any]:
    """Return the figures that earlier runs found of the same events, one a side and round."""
    return [
        once["result"]
        for line in _read_lines(out)
        if (line["kind"], line["rows"]) == (kind, rows)
        for side in line["spent"].values()
        for once in side["measure"]
    ]


def _read_lines(out: Path | None) -> list[dict[str, Any]]:
    return list(map(json.loads, out.read_text().splitlines())) if out and out.exists() else []
