"""Answers of web APIs: columns named once, rows as lists, totals and warnings told apart."""

from __future__ import annotations

from cxaudit.intake.source.responses import to_response

TOTAL = {"dimensionValues": [{"value": "RESERVED_TOTAL"}], "metricValues": [{"value": "100"}]}


def report(rows, **more):
    """Return an answer with one dimension and one metric."""
    return {
        "dimensionHeaders": [{"name": "newVsReturning"}],
        "metricHeaders": [{"name": "activeUsers", "type": "TYPE_INTEGER"}],
        "rows": [
            {"dimensionValues": [{"value": name}], "metricValues": [{"value": count}]}
            for name, count in rows
        ],
    } | more


def test_dimensions_and_metrics_become_columns():
    answer = to_response(report([("new", "80"), ("returning", "30")]))
    assert answer.rows == [
        {"newVsReturning": "new", "activeUsers": "80"},
        {"newVsReturning": "returning", "activeUsers": "30"},
    ]
    assert answer.remarks == {}


def test_totals_and_what_the_answer_says_of_itself_become_remarks():
    told = {"timeZone": "Europe/London", "subjectToThresholding": True, "currencyCode": "EUR"}
    answer = to_response(report([("new", "80")], totals=[TOTAL], metadata=told))
    assert answer.remarks == {
        "total activeUsers": "100", "timeZone": "Europe/London", "subjectToThresholding": True,
    }  # fmt: skip


def test_named_columns_with_lists_of_values_become_rows():
    headers = [{"name": "video", "columnType": "DIMENSION"}, {"name": "views"}]
    answer = to_response({"columnHeaders": headers, "rows": [["abc", 3], ["def", 4]]})
    assert answer.rows == [{"video": "abc", "views": 3}, {"video": "def", "views": 4}]


def test_other_objects_and_broken_answers_are_none_or_hold_no_rows():
    assert to_response({"rows": [["abc", 3]]}) is None
    assert to_response({"columnHeaders": [{"name": "x"}], "rows": "abc"}) is None
    assert to_response({"metricHeaders": "x"}) is None
    broken = report([]) | {"rows": [3, None, {"metricValues": [{"value": "1"}]}], "totals": [3]}
    assert [list(row) for row in to_response(broken).rows] == [[], [], ["newVsReturning"]]
