"""How two measurements of one KPI agree, and what the page says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.elsewhere.agreement import Agreement, judge, together
from cxaudit.elsewhere.page import to_cell, to_page
from cxaudit.measure import Measurement, PartFigure, VariantFigure
from cxaudit.outcome import Outcome
from cxaudit.period import Period

KPI = load_catalogue()["thought_leadership_scroll_depth"]
PERIOD = Period(None, date(2025, 12, 31))
HERE = Measurement(KPI.kpi_id, KPI.code, Outcome.MEASURED, "fraction", PERIOD, value=0.5, n=40)
REFUSED = PartFigure(Outcome.FAILED, "fraction", reason="does not run on spark 4: no such window")


def there(**changes: object) -> Measurement:
    return replace(HERE, flags=("ran on spark 4",), **changes)


@pytest.mark.parametrize(
    ("value", "runs"), [(0.5, "exact"), (0.5 + 1e-12, "approximate"), (0.5001, "not at all")]
)
def test_digits_decide_between_exact_approximate_and_not_at_all(value, runs):
    found = judge(KPI, HERE, there(value=value))
    assert found.runs == runs
    assert found.differs == (() if runs == "exact" else ("value",))


def test_another_reason_or_count_is_a_difference():
    assert judge(KPI, HERE, there(n=41)).runs == "not at all"
    assert judge(KPI, HERE, there(reason="other")).differs == ("reason",)


def test_a_refused_variant_is_named_and_the_rest_compared():
    beside = {"page_totals": VariantFigure("from totals", REFUSED)}
    found = judge(KPI, HERE, there(variants=beside))
    assert (found.runs, found.refused) == ("exact", {"variant_page_totals": "no such window"})
    assert to_cell(found) == "exact; variant `page_totals` not at all: no such window"


def test_where_a_refused_variant_stands_here_nothing_is_compared():
    beside = {"page_totals": VariantFigure("from totals", REFUSED)}
    failed = there(outcome=Outcome.FAILED, value=None, variants=beside, reason="no data; in its "
                   "place page_totals: does not run on spark 4: no such window")  # fmt: skip
    found = judge(KPI, replace(HERE, variant="page_totals"), failed)
    assert (found.runs, set(found.refused)) == ("exact", {"variant_page_totals"})


def test_a_refused_headline_runs_not_at_all():
    failed = there(outcome=Outcome.FAILED, value=None, reason="does not run on spark 4: why")
    found = judge(KPI, HERE, failed)
    assert to_cell(found) == "not at all: why"


def test_the_worst_data_set_counts():
    near = Agreement(KPI, "approximate", differs=("low",), compared=1)
    found = together(KPI, [Agreement(KPI, "exact", compared=1), near])
    assert (found.runs, found.differs, found.compared) == ("approximate", ("low",), 2)


def test_the_page_has_a_row_a_kpi_and_a_column_a_dialect():
    page = to_page({"DuckDB": [Agreement(KPI, "exact")], "Spark": [Agreement(KPI, "exact")]})
    last = page.splitlines()[-1]
    assert last == "| K07 `thought_leadership_scroll_depth` | 5 | exact | exact |"
