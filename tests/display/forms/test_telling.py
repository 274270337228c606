"""What became of files handed in: of many the ones that wait come first, the good ones fold."""

from __future__ import annotations

from cxaudit.display.forms.importing.telling import to_all_told

ROWS = {"in": 1204, "imported": 1200, "set_aside": 3, "blank": 1, "totals": 0}
GOOD = {"file": "good.csv", "verdict": "imported", "rows": ROWS, "warnings": ["a note"]}
ASKS = {"file": "asks.csv", "verdict": "needs_answer", "rows": ROWS, "message": "Which day?"}
OWN = {"file": "own.csv", "verdict": "refused", "rows": ROWS, "unknown_layout": True}
BAD = {"file": "<b>.csv", "verdict": "refused", "rows": ROWS, "message": "damaged; next: again"}


def test_few_files_are_told_open_those_that_wait_first():
    told = to_all_told([GOOD, ASKS])
    assert "<details" not in told and told.index("asks.csv") < told.index("good.csv")
    assert "1,204 rows in = 1,200 imported + 3 set aside + 1 blank + 0 totals" in told
    assert "asks.csv: waits for an answer" in told and "its questions stand below" in told


def test_of_many_files_the_count_comes_first_then_what_waits_then_the_rest_folded():
    told = to_all_told([GOOD, BAD, OWN, ASKS])
    assert "4 files: 1 to be answered, 1 to be mapped, 1 refused, 1 imported." in told
    order = [told.index(name) for name in ("asks.csv", "own.csv", "&lt;b&gt;.csv", "good.csv")]
    assert order == sorted(order)
    assert told.count("<details") == 1 and "a note" in told


def test_what_a_client_wrote_is_never_markup():
    assert "<b>" not in to_all_told([BAD])
