"""What days prove: months kept, the age of the newest row, exports on schedule; by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cxaudit.audit import rhythm
from cxaudit.canon import load_tables
from cxaudit.maturity import MachineTest
from cxaudit.readiness import Untested
from tests.small_firm import SETTINGS, change, make_client, open_small, take_in

MONTHS = MachineTest(name="months", about="months kept", wanted=12)
DAYS = MachineTest(name="age", about="age of the newest row", wanted=31)
DATES = MachineTest(name="dates", about="exports on schedule", wanted=3)
ONBOARDING = "onboarding_days_pooled"


def kpi(audit, kpi_id):
    return audit.kpis[kpi_id]


@pytest.mark.parametrize(
    ("covered", "newest", "quiet", "run"),
    [
        ({1, 2, 3}, 3, 0, 3),
        ({1, 3}, 3, 0, 1),
        ({1, 3}, 3, 1, 3),
        ({1, 2}, 3, 0, 0),
        ({1, 2}, 3, 1, 3),
        ({1, 5}, 5, 2, 1),
        ({7}, 5, 0, 0),
        (set(), 5, 3, 0),
    ],
)
def test_months_are_counted_back_until_the_first_gap(covered, newest, quiet, run):
    assert rhythm.to_run(covered, newest, quiet) == run


def test_months_up_to_as_of_are_counted_for_awards_and_the_first_gap_is_named(small):
    # Awards in January, February and from September on; six quiet months are usual, so the six
    # from March to August bridge, and the run ends before January: twelve months.
    share, rows, found, to_raise = rhythm.share_of_months(small, kpi(small, ONBOARDING), MONTHS)
    assert rows == "rows of mandate, 6 Jan 2025 to 21 Dec 2025"
    assert found == "12 of 12 months up to December 2025 without a gap"
    assert (share, to_raise) == (1, "")


def test_the_month_that_lacks_is_named(small):
    # The last campaign is of October; one quiet month is usual, November and December are two.
    share, _, found, to_raise = rhythm.share_of_months(small, kpi(small, "email_open_rate"), MONTHS)
    assert share == Fraction(0)
    assert found.endswith("without a gap; no row in December 2025")
    assert to_raise == "import the rows of December 2025 and before"


@pytest.mark.parametrize(
    ("as_of", "share"),
    [
        ("2025-12-31", Fraction(1)),
        ("2026-01-21", Fraction(1)),
        ("2026-01-22", Fraction(1, 2)),
        ("2026-03-24", Fraction(1, 2)),
        ("2026-03-25", Fraction(1, 4)),
        ("2026-06-25", Fraction(1, 4)),
        ("2026-06-26", Fraction(0)),
    ],
)
def test_the_newest_row_ages_in_steps(workspace, as_of, share):
    change(workspace, profile={"as_of": as_of})
    audit = open_small(workspace)
    assert rhythm.share_fresh(audit, kpi(audit, ONBOARDING), DAYS).share == share


def test_a_figure_that_is_reviewed_each_quarter_ages_more_slowly(workspace):
    change(workspace, profile={"as_of": "2026-03-20", "review_days": {ONBOARDING: 92}})
    audit = open_small(workspace)
    found = rhythm.share_fresh(audit, kpi(audit, ONBOARDING), DAYS)
    assert (found.share, found.to_raise) == (1, "")


def test_rows_after_as_of_make_nothing_fresh(workspace):
    change(workspace, profile={"as_of": "2025-12-20"})
    audit = open_small(workspace)
    found = rhythm.share_fresh(audit, kpi(audit, ONBOARDING), DAYS)
    assert found.found == (
        "the newest row is 39 days old on 20 Dec 2025, and the figure is reviewed every 31 days"
    )
    assert found.to_raise.startswith("import an export with rows from 19 Nov 2025 or later")


def test_things_that_last_miss_no_month_and_grow_not_old(small):
    tenure = replace_needs(small, "client")
    assert rhythm.share_of_months(small, tenure, MONTHS) is rhythm.LASTING
    assert rhythm.share_fresh(small, tenure, DAYS) is rhythm.LASTING


LISTED = (
    ("client", ("rel_start", "rel_end")), ("strategy", ("marketed_from",)),
    ("rating", ("valid_from",)), ("portal_user", ("entitled_from",)),
)  # fmt: skip


def test_the_model_has_these_four_registers():
    assert {name for name, table in load_tables().items() if table.lasting} == {
        name for name, _ in LISTED
    }


@pytest.mark.parametrize(("table", "columns"), LISTED)
def test_no_register_misses_a_month_or_grows_old_by_its_rows(tmp_path, table, columns):
    workspace = make_client(tmp_path / "book", tables=[])
    head = ",".join([*load_tables()[table].key, *columns])
    cells = ["2003-05-01" if name in columns else "x1" for name in head.split(",")]
    (tmp_path / f"{table}.csv").write_text(f"{head}\n{','.join(cells)}\n", encoding="utf-8")
    take_in(workspace, [tmp_path / f"{table}.csv"])
    audit = open_small(workspace)
    fed = replace_needs(audit, table, columns)
    assert rhythm.share_of_months(audit, fed, MONTHS) is rhythm.LASTING
    assert rhythm.share_fresh(audit, fed, DAYS) is rhythm.LASTING


@pytest.mark.parametrize(
    ("as_of", "share"),
    [
        ("2026-01-01", None),
        ("2026-02-05", None),
        ("2026-02-06", Fraction(1, 2)),
        ("2026-04-08", Fraction(1, 2)),
        ("2026-04-09", Fraction(1, 4)),
        ("2026-07-10", Fraction(1, 4)),
        ("2026-07-11", Fraction(0)),
    ],
)
def test_a_register_taken_in_long_before_the_audits_day_is_stale_and_never_fresh(
    workspace, as_of, share
):
    # Taken in on 5 January 2026: 31 days are 5 February, 93 are 8 April, 186 are 10 July.
    change(workspace, profile={"as_of": as_of})
    audit = open_small(workspace)
    found = rhythm.share_fresh(audit, replace_needs(audit, "client"), DAYS)
    assert found is rhythm.LASTING if share is None else found.share == share


def test_a_stale_register_says_what_cannot_be_in_it_and_what_would_raise_it(workspace):
    change(workspace, profile={"as_of": "2026-03-05"})
    audit = open_small(workspace)
    _, rows, found, to_raise = rhythm.share_fresh(audit, replace_needs(audit, "client"), DAYS)
    assert rows == "the register client, taken in on 5 Jan 2026"
    assert found == (
        "it was taken in 59 days before 5 Mar 2026; what came or ended since is not in it"
    )
    assert to_raise == "import client as it stands on 5 Mar 2026 or later"


@pytest.mark.parametrize(
    ("taken", "share", "rows"),
    [
        ("2026-01-05", Fraction(1), "rows of mandate, "),
        ("2025-11-30", Fraction(1), "rows of mandate, "),
        ("2025-11-29", Fraction(1, 2), "the register client, "),
        ("2025-06-01", Fraction(0), "the register client, "),
    ],
)
def test_beside_dated_rows_a_stale_register_decides(small, taken, share, rows):
    # The newest award is of 21 December 2025, ten days before the audit's day.
    records = tuple(r | {"received_on": taken} if r["table"] == "client" else r
                    for r in small.imports)  # fmt: skip
    audit = replace(small, imports=records)
    needs = {"mandate": ("won",), "client": ("rel_start",)}
    mixed = small.kpis["client_tenure_years"].model_copy(
        update={"needs": needs, "rows": {}, "variant": {}}
    )
    found = rhythm.share_fresh(audit, mixed, DAYS)
    assert (found.share, found.rows.startswith(rows)) == (share, True)


def replace_needs(audit, table, columns=("rel_start", "rel_end")):
    return audit.kpis["client_tenure_years"].model_copy(
        update={"needs": {table: columns}, "rows": {}, "variant": {}}
    )


def test_rows_without_the_tables_own_day_are_dated_by_a_day_that_the_figure_reads(tmp_path):
    text = (
        "pursuit_id,kind,pitch,outcome,decided\n"
        "a,RFP,2025-11-03,won,2025-12-01\nb,direct,2025-12-08,lost,2025-12-15\n"
    )
    workspace = make_client(tmp_path / "book", tables=[])
    (tmp_path / "pursuit.csv").write_text(text, encoding="utf-8")
    take_in(workspace, [tmp_path / "pursuit.csv"])
    audit = open_small(workspace)
    found = rhythm.share_fresh(audit, kpi(audit, "pitch_win_rate"), DAYS)
    assert found.found == "the newest row is 23 days old on 31 Dec 2025"


def received(audit, *days, **profile):
    """Return the audit as if its imports had come on these days."""
    records = [
        {**r, "received_on": day} for day in days for r in audit.imports if r["table"] == "mandate"
    ]
    file = replace(audit.file, profile={**SETTINGS, **profile})
    return replace(audit, imports=tuple(records), file=file)


def test_one_export_day_shows_no_rhythm(small):
    found = rhythm.share_on_schedule(small, kpi(small, ONBOARDING), DATES)
    assert isinstance(found, Untested)
    assert found.why == (
        "its exports were taken in on 1 day (5 Jan 2026): too few to show a rhythm"
    )
    assert "every 31 days" in found.to_raise


@pytest.mark.parametrize(
    ("days", "share", "found"),
    [
        (["2025-10-31", "2025-11-28", "2025-12-31"], Fraction(1), "3 of 3 dates met"),
        # From 30 June to 1 October are 93 days: three dates, of which the last was met.
        (["2025-06-30", "2025-10-01", "2025-10-31", "2025-12-01"], Fraction(4, 6), "4 of 6"),
        # The newest is 92 days old at as_of: two dates have passed since.
        (["2025-08-29", "2025-09-30"], Fraction(2, 4), "2 of 4"),
        # What comes twice in a fortnight is one date.
        (["2025-10-31", "2025-11-07", "2025-11-28", "2025-12-31"], Fraction(1), "3 of 3"),
        # Only the last twelve months count.
        (["2023-01-31", "2025-10-31", "2025-11-28", "2025-12-31"], Fraction(1), "3 of 3"),
    ],
)
def test_export_days_are_held_against_the_cadence(small, days, share, found):
    audit = received(small, *days)
    measured = rhythm.share_on_schedule(audit, kpi(audit, ONBOARDING), DATES)
    assert measured.share == share
    assert measured.found.startswith(found)
    assert bool(measured.to_raise) == (share < 1)


def test_a_figure_reviewed_each_quarter_is_exported_each_quarter(small):
    days = ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
    audit = received(small, *days, review_days={ONBOARDING: 92})
    measured = rhythm.share_on_schedule(audit, kpi(audit, ONBOARDING), DATES)
    assert measured.found == "4 of 4 dates met, one every 92 days"


def test_days_closer_than_half_a_cadence_are_one_date():
    days = [date(2025, 1, 1), date(2025, 1, 16), date(2025, 1, 17), date(2025, 2, 20)]
    assert rhythm.to_apart(days, Fraction(31, 2)) == [days[0], days[2], days[3]]


@pytest.mark.parametrize(
    ("gap", "expected"), [(16, 1), (31, 1), (46, 1), (47, 2), (62, 2), (93, 3)]
)
def test_half_a_cadence_late_is_still_the_same_date(gap, expected):
    assert rhythm.to_expected(gap, 31) == expected
