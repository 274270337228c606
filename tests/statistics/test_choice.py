"""Which interval a figure carries: counts, clusters, or none with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from cxaudit.catalogue import FigureSpec, Sample
from cxaudit.statistics import Figure, cluster_bootstrap, garwood, to_figure, wilson
from tests.statistics.observed import pairs_figure, rate, ratio, share

# invented: unit, hits, shown
SIX = [("a", 1, 4), ("b", 3, 9), ("c", 0, 5), ("d", 8, 8), ("e", 2, 11), ("f", 5, 6)]


def spread(units: int) -> list[tuple[str, int, int]]:
    return [(f"u{number:03d}", number % 7, 7 + number % 5) for number in range(units)]


def lists(rows: list[tuple]) -> tuple[list[int], list[int]]:
    return [row[1] for row in rows], [row[2] for row in rows]


def interval(figure: Figure) -> tuple[float | None, float | None]:
    return figure.low, figure.high


def test_a_share_whose_units_count_once_takes_wilson(engine: Any) -> None:
    rows = [(f"u{number}", int(number < 7), 1) for number in range(9)]
    found = pairs_figure(engine, share(), rows)
    assert interval(found) == wilson(7, 9)
    assert (found.method, found.n, found.flags) == ("Wilson", 9, ())


def test_a_unit_that_counts_nowhere_does_not_make_a_share_clustered(engine: Any) -> None:
    rows = [("a", 1, 1), ("b", 0, 1), ("c", 0, 0), ("c", 0, 0)]
    found = pairs_figure(engine, share(), rows)
    assert interval(found) == wilson(1, 2)
    assert found.units == 2


def test_a_share_with_clustered_units_takes_the_bootstrap(engine: Any) -> None:
    found = pairs_figure(engine, share(), SIX)
    assert interval(found) == cluster_bootstrap(*lists(SIX))
    assert found.method == "bootstrap over 6 units, 2,000 draws, seed 20260101"
    assert found.flags == ("wide and approximate",)


def test_rows_of_one_unit_are_one_cluster(engine: Any) -> None:
    rows = [(unit, hits, shown) for unit, hits, shown in SIX for _ in range(2)]
    found = pairs_figure(engine, share(), rows)
    doubled = [(unit, 2 * hits, 2 * shown) for unit, hits, shown in SIX]
    assert interval(found) == cluster_bootstrap(*lists(doubled))
    assert (found.units, found.observations) == (6, 12)


def test_with_few_clusters_a_share_takes_wilson(engine: Any) -> None:
    found = pairs_figure(engine, share(), SIX[:5])
    assert interval(found) == wilson(14, 37)
    assert found.method == "Wilson (5 units, clusters from 6)"
    at_ten = pairs_figure(engine, share(clusters_from=10), spread(9))
    assert at_ten.method == "Wilson (9 units, clusters from 10)"


@pytest.mark.parametrize("all_or_none", [0, 1])
def test_where_all_or_none_succeed_clusters_say_nothing_and_wilson_stands(
    engine: Any, all_or_none: int
) -> None:
    rows = [(f"u{number}", 2 * all_or_none, 2) for number in range(12)]
    found = pairs_figure(engine, share(), rows)
    assert interval(found) == wilson(24 * all_or_none, 24)
    assert found.method == "Wilson (no spread between units)"


def test_a_ratio_takes_the_bootstrap_and_is_wide_below_twelve_units(engine: Any) -> None:
    eleven, twelve = (pairs_figure(engine, ratio(), spread(units)) for units in (11, 12))
    assert interval(eleven) == cluster_bootstrap(*lists(spread(11)))
    assert eleven.flags == ("wide and approximate",)
    assert twelve.flags == ()


def test_a_ratio_with_few_units_has_no_interval_and_says_why(engine: Any) -> None:
    found = pairs_figure(engine, ratio(), SIX[:3])
    assert found.value == pytest.approx(4 / 18)
    assert interval(found) == (None, None)
    assert found.method == "no interval: 3 units, 6 needed"
    assert pairs_figure(engine, ratio(), SIX[:1]).method == "no interval: 1 unit, 6 needed"


def test_a_ratio_that_may_fall_back_takes_wilson_while_it_is_a_share(engine: Any) -> None:
    spec = ratio(few="wilson", clusters_from=8)
    assert interval(pairs_figure(engine, spec, SIX)) == wilson(19, 43)
    above = pairs_figure(engine, spec, [("a", 10, 4)])
    assert interval(above) == (None, None)
    assert above.method == "no interval: 1 unit, 8 needed"


def test_a_ratio_without_spread_says_so(engine: Any) -> None:
    rows = [(f"u{number}", 3, 2) for number in range(15)]
    found = pairs_figure(engine, ratio(unit="ratio"), rows)
    assert (found.low, found.value, found.high) == (1.5, 1.5, 1.5)
    assert found.flags == ("no spread between units",)


@pytest.mark.parametrize("spec", [ratio(), share(), ratio(few="wilson")])
def test_ten_likes_on_four_impressions_are_kept_and_flagged(engine: Any, spec: FigureSpec) -> None:
    found = pairs_figure(engine, spec, [("post", 10, 4)])
    assert found.value == 2.5
    assert interval(found) == (None, None)
    assert found.flags == ("ratio > 1",)


def test_a_number_that_is_no_share_may_pass_one_without_a_flag(engine: Any) -> None:
    assert pairs_figure(engine, ratio(unit="count"), [("client", 5, 2)]).flags == ()


def test_above_five_thousand_units_the_linearised_variance_serves(engine: Any) -> None:
    spec = ratio(unit="count")
    name = "many"
    engine.execute(f"""
        create table {name} as
        select i as unit, (i * 7919) % 13 as hits, 1 + (i * 104729) % 17 as shown
        from range(6000) as made(i)
        """)
    found = to_figure(engine, name, spec, Sample())
    tops = [(i * 7919) % 13 for i in range(6000)]
    bottoms = [1 + (i * 104729) % 17 for i in range(6000)]
    share_of = sum(tops) / sum(bottoms)
    squares = sum((a - share_of * b) ** 2 for a, b in zip(tops, bottoms, strict=True))
    spread_of = 1.959963984540054 * (squares * 6000 / 5999) ** 0.5 / sum(bottoms)
    assert interval(found) == pytest.approx((share_of - spread_of, share_of + spread_of))
    assert found.method == "linearised over 6,000 units"


def test_a_rare_event_over_many_units_does_not_reach_below_zero(engine: Any) -> None:
    engine.execute("""
        create table rare as
        select i as unit, case when i = 77 then 1 else 0 end as hits, 2 as shown
        from range(6000) as made(i)
        """)
    assert to_figure(engine, "rare", share(), Sample()).low == 0.0


def test_a_rate_takes_garwood(engine: Any) -> None:
    found = pairs_figure(engine, rate(), [("a", 4, 70), ("b", 2, 50)])
    assert found.value == 0.05
    assert interval(found) == garwood(6, 120)
    assert (found.method, found.numerator, found.denominator) == ("Garwood", 6, 120)


EVEN = [(f"u{number}", 2 + number % 2, 100) for number in range(8)]
UNEVEN = [(f"u{number}", 9 * (number % 2), 100) for number in range(8)]


def test_a_rate_whose_units_vary_no_more_than_allowed_keeps_garwood(engine: Any) -> None:
    # variance 2/7 over mean 2.5
    assert pairs_figure(engine, rate(overdispersed_at=1.5), EVEN).method == "Garwood"


def test_an_overdispersed_rate_goes_by_clusters_and_says_so(engine: Any) -> None:
    # eight units, half 0 and half 9: mean 4.5, variance 8 x 20.25 / 7 = 23.14, ratio 5.14
    found = pairs_figure(engine, rate(overdispersed_at=1.5), UNEVEN)
    assert interval(found) == cluster_bootstrap(*lists(UNEVEN))
    assert found.method == (
        "bootstrap over 8 units, 2,000 draws, seed 20260101 (overdispersed, variance / mean 5.14)"
    )
    assert found.flags == ("wide and approximate",)


def test_an_overdispersed_rate_of_few_units_keeps_garwood_and_says_so(engine: Any) -> None:
    found = pairs_figure(engine, rate(overdispersed_at=1.5), UNEVEN[:4])
    assert interval(found) == garwood(18, 400)
    # half 0 and half 9: variance 4 x 20.25 / 3 = 27 over 4.5
    assert found.method == (
        "Garwood (overdispersed, variance / mean 6.00; 4 units, clusters from 6)"
    )


def test_a_rate_without_events_keeps_garwood(engine: Any) -> None:
    rows = [(f"u{number}", 0, 4) for number in range(10)]
    found = pairs_figure(engine, rate(overdispersed_at=1.5), rows)
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(0.0922, abs=5e-5)
