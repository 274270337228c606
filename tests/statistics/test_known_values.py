"""Every check of the list of known values that this package can answer."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from cxaudit.statistics import garwood, kaplan_meier, newcombe, quantile, wilson

pytestmark = pytest.mark.realdata


def read_checks(realdata: Path, family: str) -> list[dict[str, str]]:
    with (realdata / "stats" / "known_values.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["family"] == family]


def ends(text: str) -> tuple[float, float]:
    low, high = text.split(";")
    return float(low), float(high)


def inputs(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split(";"))


def test_wilson_gives_every_known_interval(realdata: Path) -> None:
    checks = read_checks(realdata, "proportion_ci")
    assert len(checks) == 8
    for check in checks:
        given = inputs(check["inputs"])
        found = wilson(int(given["x"]), int(given["n"]))
        assert found == pytest.approx(ends(check["expected"]), abs=1e-9), check


def test_newcombe_gives_the_known_difference(realdata: Path) -> None:
    (check,) = read_checks(realdata, "proportion_diff_ci")
    assert check["inputs"] == "56/70 - 48/80"
    assert newcombe(56, 70, 48, 80) == pytest.approx(ends(check["expected"]), abs=1e-9)


def test_garwood_gives_every_known_interval(realdata: Path) -> None:
    checks = read_checks(realdata, "poisson_ci")
    assert len(checks) == 5
    for check in checks:
        found = garwood(int(inputs(check["inputs"])["count"]), 1)
        assert found == pytest.approx(ends(check["expected"]), abs=1e-8), check


def test_the_quantile_is_hyndman_and_fans_eighth(realdata: Path) -> None:
    checks = read_checks(realdata, "quantile")
    eighth = [check for check in checks if check["item"].endswith("type_8")]
    assert len(eighth) == 2
    for check in eighth:
        given = inputs(check["inputs"])
        found = quantile([int(x) for x in given["x"].split()], float(given["p"]))
        assert found == pytest.approx(float(check["expected"]), rel=1e-15)
    others = [check for check in checks if check not in eighth and "p=0.25" in check["inputs"]]
    assert all(float(check["expected"]) != pytest.approx(35 / 12) for check in others)


def read_curve(realdata: Path, name: str, keep: Callable[[dict[str, str]], bool]) -> object:
    columns = {"lung": ("time", "status"), "waltons": ("T", "E"), "aml": ("time", "cens")}
    days, ended = columns[name]
    with (realdata / "tenure" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if keep(row)]
    return kaplan_meier([float(r[days]) for r in rows], [float(r[ended]) == 1 for r in rows])


MEDIANS = {
    "tenure/lung.csv": ("lung", {}, [310, 284, 361]),
    "tenure/lung.csv sex=1": ("lung", {"sex": "1"}, [270]),
    "tenure/lung.csv sex=2": ("lung", {"sex": "2"}, [426]),
    "tenure/waltons.csv": ("waltons", {}, [56]),
    "tenure/waltons.csv miR-137": ("waltons", {"group": "miR-137"}, [26]),
    "tenure/aml.csv": ("aml", {}, [27]),
}


def test_every_known_survival_median_is_met(realdata: Path) -> None:
    checks = read_checks(realdata, "kaplan_meier_median")
    assert {check["item"] for check in checks} == set(MEDIANS)
    for check in checks:
        name, only, expected = MEDIANS[check["item"]]
        curve = read_curve(realdata, name, lambda r, o=only: all(r[k] == v for k, v in o.items()))
        found = [curve.median, curve.low, curve.high][: len(expected)]
        assert found == expected, check
        assert str(expected[0]) in check["expected"]


def test_the_two_arms_of_the_leukaemia_trial_have_their_medians(realdata: Path) -> None:
    check = next(
        row for row in read_checks(realdata, "kaplan_meier_median") if "aml" in row["item"]
    )
    assert check["expected"] == "27; maintained 31; non-maintained 23"
    for group, median in (("1", 31), ("2", 23)):
        curve = read_curve(realdata, "aml", lambda row, g=group: row["group"] == g)
        assert curve.median == median
