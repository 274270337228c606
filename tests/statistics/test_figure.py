"""What a figure carries, and the outcome that its sample earns."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from cxaudit.catalogue import Sample
from cxaudit.outcome import Outcome
from cxaudit.statistics.figure import Figure, judge, to_empty, to_number


def make(**more: object) -> Figure:
    given = {"value": 0.4, "low": 0.2, "high": 0.6, "n": 20, "unit": "fraction"}
    given |= {"method": "Wilson", "observations": 20, "units": 9, "denominator": 20}
    return Figure(Outcome.MEASURED, **(given | more))


def test_a_sample_that_is_large_enough_leaves_it_measured() -> None:
    sample = Sample(ok={"n": 20, "units": 9}, shown={"n": 10})
    assert judge(make(), sample) == make()


def test_below_ok_it_is_indicative_and_says_what_was_found_and_wanted() -> None:
    found = judge(make(), Sample(ok={"n": 30}, shown={"n": 10}))
    assert found.outcome is Outcome.INDICATIVE
    assert found.value == 0.4
    assert found.reason == "20 counted, 30 wanted"


def test_below_shown_only_the_counts_remain() -> None:
    sample = Sample(ok={"n": 30}, shown={"observations": 25, "units": 10})
    found = judge(make(bracket=(0.1, 0.2)), sample)
    assert found.outcome is Outcome.TOO_FEW
    assert (found.value, found.low, found.high, found.bracket) == (None, None, None, None)
    assert found.reason == "20 observations, 25 wanted; 9 units, 10 wanted"
    assert (found.n, found.denominator) == (20, 20)


def test_sizes_that_a_shape_does_not_have_are_passed_over() -> None:
    sample = Sample(shown={"ended": 6, "exposure": 5, "at_risk_at_median": 5})
    assert judge(make(), sample).outcome is Outcome.MEASURED


def test_exposure_is_judged_for_a_rate() -> None:
    sample = Sample(ok={"exposure": 5}, shown={"exposure": 1})
    assert judge(make(), sample, exposure=6).outcome is Outcome.MEASURED
    assert judge(make(), sample, exposure=4.5).reason == "4.5 of exposure, 5 wanted"
    assert judge(make(), sample, exposure=0.5).outcome is Outcome.TOO_FEW


def test_the_counts_of_a_duration_are_judged() -> None:
    counts = {"ended": 8, "competing": 0, "open": 4, "at_risk_at_median": 6}
    sample = Sample(ok={"ended": 10, "at_risk_at_median": 5}, shown={"ended": 6})
    found = judge(make(counts=counts), sample)
    assert found.outcome is Outcome.INDICATIVE
    assert found.reason == "8 ended, 10 wanted"


def test_a_median_that_is_not_reached_keeps_its_reason() -> None:
    counts = {"ended": 2, "competing": 0, "open": 9}
    found = make(value=None, reason="not_reached", counts=counts)
    sample = Sample(ok={"ended": 10, "at_risk_at_median": 5}, shown={"ended": 1})
    assert judge(found, Sample(ok={"at_risk_at_median": 5})).outcome is Outcome.MEASURED
    assert judge(found, sample).outcome is Outcome.INDICATIVE
    assert judge(found, sample).reason == "not_reached"


def test_a_figure_without_a_value_stays_as_it_is() -> None:
    empty = to_empty("fraction", "Wilson", "denominator is zero", observations=3)
    assert judge(empty, Sample(ok={"n": 5})) == empty


def test_it_is_frozen_and_goes_to_json_as_plain_values() -> None:
    with pytest.raises(AttributeError):
        make().value = 1  # type: ignore[misc]
    plain = json.loads(json.dumps(make(bracket=(0.25, 0.5), flags=("ratio > 1",)).to_json()))
    assert plain["outcome"] == "measured"
    assert plain["bracket"] == {"low": 0.25, "high": 0.5}
    assert plain["flags"] == ["ratio > 1"]


@pytest.mark.parametrize(
    ("exact", "shown", "kind"),
    [(Fraction(7), 7, int), (Fraction(7, 2), 3.5, float), (None, None, type(None))],
)
def test_whole_numbers_are_shown_as_such(exact: object, shown: object, kind: type) -> None:
    assert to_number(exact) == shown
    assert type(to_number(exact)) is kind
