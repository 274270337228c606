"""What holds for a whole column is settled by all its pieces, never by the first ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.intake.bulk.lanes import find_differences, is_in_pieces, read_both
from tests.intake.files import column_of, write

EARLY = 200


def read_late(tmp_path, header, early, late, **wishes):
    """Read a column whose first pieces hold ``early`` cells only and whose last the ``late``."""
    cells = [early[n % len(early)] for n in range(EARLY)] + list(late)
    lines = [f'M{n},C1,"{cell}"' for n, cell in enumerate(cells)]
    text = "\n".join([f"mandate_id,client_id,{header}", *lines])
    whole, pieces = read_both(write(tmp_path, text), 600, **wishes)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []
    return pieces


def test_a_late_day_settles_the_order_of_the_early_ones(tmp_path):
    reading = read_late(tmp_path, "won", ["03/04/2024", "05/05/2024"], ["25/12/2024"])
    assert column_of(reading, "won")[:2] == [date(2024, 4, 3), date(2024, 5, 5)]


def test_a_late_day_that_contradicts_the_early_ones_makes_it_a_question(tmp_path):
    reading = read_late(tmp_path, "won", ["25/12/2024"], ["12/31/2024"])
    assert reading.verdict == "needs_answer" and "both orders" in reading.message


def test_only_unclear_days_are_asked_about_and_the_answer_settles_them(tmp_path):
    assert read_late(tmp_path, "won", ["03/04/2024"], ["n/a"]).verdict == "needs_answer"
    answers = {"date_order": "mdy"}
    reading = read_late(tmp_path, "won", ["03/04/2024"], ["n/a"], answers=answers)
    assert set(column_of(reading, "won")) == {date(2024, 3, 4), None}


@pytest.mark.parametrize("late", ["2025-03-04T23:30:00Z", "2025-02-30", "", "soon", "4 Mar 2025"])
@pytest.mark.parametrize("early", ["2025-03-04 10:00:00", "2025-03-04T23:30:00+01:00", ""])
def test_moments_that_turn_otherwise_late_in_a_piece_have_the_same_outcome(tmp_path, early, late):
    lines = [f"M{n},C1,{cell}" for n, cell in enumerate([early] * EARLY + [late])]
    text = "\n".join(["mandate_id,client_id,won", *lines])
    whole, pieces = read_both(write(tmp_path, text), 1 << 16, settings={"timezone": "Asia/Tokyo"})
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []


def test_a_late_comma_settles_the_sign_of_the_early_numbers(tmp_path):
    wishes = {"answers": {"currency": "EUR"}}
    reading = read_late(tmp_path, "exp_aum", ["1.234", "7"], ["1,5"], **wishes)
    assert column_of(reading, "exp_aum")[:2] == [Decimal("1234.00"), Decimal("7.00")]
    assert column_of(reading, "exp_aum")[-1] == Decimal("1.50")


@pytest.mark.parametrize(
    ("early", "late"),
    [
        (["12.5"], ["1,5"]), (["1.234"], []), (["1"], ["1.234,56"]), (["1,234"], ["12345"]),
        (["1", ""], ["€ 5"]), (["€ 5"], ["$ 5"]), (["5"], ["--", "many", "-3", "(4)"]),
    ],
)  # fmt: skip
def test_numbers_written_in_several_ways_have_the_same_outcome(tmp_path, early, late):
    wishes = {"answers": {"currency": "EUR"}}
    if late == ["$ 5"]:
        cells = "\n".join(f"M{n},C1,{c}" for n, c in enumerate([*early * 9, *late]))
        whole, pieces = read_both(write(tmp_path, f"mandate_id,client_id,exp_aum\n{cells}"), 64)
        assert find_differences(whole, pieces) == [] and pieces.verdict == "refused"
    else:
        read_late(tmp_path, "exp_aum", early, late, **wishes)


@pytest.mark.parametrize("late", [["12.5"], ["40%"], ["0.9"], ["0.4", "150"]])
def test_shares_and_fees_have_the_same_outcome(tmp_path, late):
    lines = [f"M{n},C1,{c}" for n, c in enumerate(["0.5", "0.25"] * 99 + late)]
    for header in ("fee_bps", "exp_aum (EUR k)"):
        path = write(tmp_path, "\n".join([f"mandate_id,client_id,{header}", *lines]))
        whole, pieces = read_both(path, 300)
        assert find_differences(whole, pieces) == []


def test_a_word_that_no_list_knows_is_counted_over_all_pieces(tmp_path):
    rows = [f"R{n},A,S{n},{'superb' if n % 2 else 'buy'},2025-01-01" for n in range(300)]
    head = "rating_id,consultant,strategy_id,grade,valid_from"
    whole, pieces = read_both(write(tmp_path, "\n".join([head, *rows])), 500)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []
    assert "150 rows" in pieces.questions[0].ask


def test_times_that_a_clock_shows_twice_or_never_are_read_as_one_at_a_time(tmp_path):
    cells = ["2025-03-30 02:30", "2025-10-26 02:30", "2025-10-26 03:00", "1975-06-01 12:00",
             "2040-07-01 00:00"]  # fmt: skip
    lines = [f"V{n},meeting,{cell}" for n, cell in enumerate(cells)]
    text = "\n".join(["interaction_id,kind,ts", *lines])
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"):
        whole, pieces = read_both(write(tmp_path, text), settings={"timezone": zone})
        assert find_differences(whole, pieces) == []


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Tokyo", "America/New_York"])
def test_moments_after_the_file_came_are_told_in_the_same_words(tmp_path, zone):
    text = "interaction_id,kind,ts\n" + "".join(
        f"V{n},meeting,{cell}\n"
        for n, cell in enumerate(
            ["2026-01-06T23:59:59Z", "2026-01-06T14:59:59Z", "2026-01-06T15:00:00Z",
             "2026-01-07T05:00:00Z", "2030-01-01T00:00:00+09:00", "2025-01-01T00:00:00Z", ""]
        )
    )  # fmt: skip
    wishes = {"received_on": date(2026, 1, 5), "timezone": zone}
    whole, pieces = read_both(write(tmp_path, text), 64, settings=wishes)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []
    late = {"Europe/Paris": 3, "Asia/Tokyo": 4, "America/New_York": 2}[zone]
    assert any(f"{late} rows with ts after" in warning for warning in pieces.warnings)
