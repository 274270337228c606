"""A firm fed with real exports: every figure against an independent count of the raw files."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cxaudit.audit import Audit, Workspace, import_files
from cxaudit.outcome import Outcome
from cxaudit.period import Period
from cxaudit.store import apply_settings, create_client, save_client
from tests.audit.raw_realco import FILES, Raw, wilson

pytestmark = pytest.mark.realdata

CLIENT = "realco"
RECEIVED = date(2026, 7, 1)
SETTINGS = {
    "as_of": "2026-06-30", "period_start": "2014-01-01", "period_end": "2026-06-30",
    "thought_leadership_patterns": "/docs/developer-guide*",
}  # fmt: skip
ROWS = {
    "campaigns": (872, 872, 0),
    "posts": (7758, 7758, 0),
    "videos": (221, 220, 1),
    "webinar": (1 + 73 + 940 + 4, 1 + 73 + 940 + 4, 0),
    "pipeline": (8800, 8800, 0),
    "pages": (53, 53, 0),
    "events": (39, 39, 0),
    "traffic": (3182, 3182, 0),
    "episodes": (10, 10, 0),
}


@pytest.fixture(scope="module")
def raw(realdata) -> Raw:
    return Raw(realdata)


@pytest.fixture(scope="module")
def imported(raw, tmp_path_factory):
    """Return the workspace and what became of each file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        workspace = Workspace(tmp_path_factory.mktemp("workbook"))
        folder = workspace.client_folder(CLIENT)
        folder.parent.mkdir(parents=True)
        made = create_client(folder, CLIENT, "Real Co")
        made.profile.update(apply_settings(made.profile, SETTINGS.items()))
        save_client(
            folder, made, who="test", expected_revision=made.revision, at="2026-07-01T00:00:00"
        )
        entries = import_files(
            workspace, CLIENT, [raw.path(name) for name in FILES], received_on=RECEIVED,
            answers={"rows_are": "pitch"},
        )  # fmt: skip
        again = import_files(
            workspace, CLIENT, [raw.path(name) for name in FILES], received_on=RECEIVED,
            answers={"rows_are": "pitch"},
        )  # fmt: skip
    return workspace, dict(zip(FILES, entries, strict=True)), dict(zip(FILES, again, strict=True))


@pytest.fixture(scope="module")
def audit(imported) -> Audit:
    return Audit.open(CLIENT, imported[0].root)


@pytest.fixture(scope="module")
def figures(audit):
    return {measured.code: measured for measured in audit.measurements.values()}


def exactly(found, expected: Fraction):
    """Tell whether a figure is the nearest number to an exact fraction."""
    return found == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_file_is_accounted_for(imported, name):
    entry = imported[1][name]
    rows = entry["rows"]
    assert entry["verdict"] == "imported"
    assert (rows["in"], rows["imported"], rows["totals"]) == ROWS[name]
    assert rows["in"] == rows["imported"] + rows["set_aside"] + rows["blank"] + rows["totals"]


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_twice_is_a_duplicate(imported, name):
    assert imported[2][name]["verdict"] == "duplicate"


def test_the_second_import_stored_nothing(audit):
    assert len(audit.imports) == len(FILES)


def test_a_pipeline_is_asked_what_its_rows_are_before_it_is_stored(raw, imported, tmp_path):
    workspace = Workspace(tmp_path / "book")
    workspace.clients.mkdir(parents=True)
    create_client(workspace.client_folder(CLIENT), CLIENT, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
        entry, *_ = import_files(workspace, CLIENT, [raw.path("pipeline")], received_on=RECEIVED)
    assert entry["verdict"] == "needs_answer"
    assert entry["questions"][0]["id"] == "rows_are"
    assert Audit.open(CLIENT, workspace.root).imports == ()


def test_posts_are_pooled_not_averaged(figures, raw):
    rate, posts = raw.engagement(date(2014, 1, 1), date(2026, 6, 30))
    assert exactly(figures["K01"].value, rate)
    assert exactly(figures["K01"].value, Fraction(319_421, 6_859_479))
    assert figures["K01"].n == posts == 7758


def test_posts_of_one_year_are_measured_by_their_day(audit, raw):
    year = Period(date(2022, 1, 1), date(2022, 12, 31))
    rate, posts = raw.engagement(year.start, year.end)
    (point,) = audit.series("K01", [year])
    assert exactly(point.measured.value, rate)
    assert exactly(point.measured.value, Fraction(93_767, 1_342_904))
    assert point.measured.n == posts == 1545


def test_social_share_is_of_sessions_where_only_a_screen_was_exported(figures, raw):
    sessions = raw.sessions()
    share = Fraction(sessions["Organic Social"], sum(sessions.values()))
    found = figures["K02"]
    assert exactly(found.value, share)
    assert found.value == pytest.approx(0.372185, abs=5e-7)
    assert (found.variant, found.n) == ("sessions_share", 162_895)
    untagged = sessions["Direct"] + sessions["Unassigned"]
    assert exactly(found.parts["untagged_share"].value, Fraction(untagged, 162_895))


def test_opens_are_pooled_over_campaigns_without_test_sends(figures, raw):
    found = figures["K03"]
    assert exactly(found.value, raw.mail_rate(2))
    assert found.value == pytest.approx(0.356491, abs=5e-7)
    assert found.n == sum(not campaign[0] for campaign in raw.campaigns) == 86
    left_out = {e.reason: e.rows for e in found.excluded}
    assert left_out == {"test send": sum(campaign[0] for campaign in raw.campaigns)}
    assert found.low < found.value < found.high


def test_opens_before_exclusions_stand_beside(figures, raw):
    found = figures["K03"].variants["unfiltered"].figure
    assert exactly(found.value, raw.mail_rate(2, all_sends=True))
    assert exactly(found.value, Fraction(214_584, 600_773))
    assert (found.value, found.n) == (pytest.approx(0.357180, abs=5e-7), 872)


def test_clicks_are_pooled_the_same_way(figures, raw):
    found = figures["K04"]
    assert exactly(found.value, raw.mail_rate(3))
    assert exactly(found.variants["unfiltered"].figure.value, raw.mail_rate(3, all_sends=True))
    opens, clicks = raw.mail_rate(2), raw.mail_rate(3)
    assert exactly(found.variants["click_to_open"].figure.value, clicks / opens)


def test_engaged_time_of_a_visit_is_weighted_by_sessions(figures, raw):
    found = figures["K05"]
    assert found.value == pytest.approx(float(raw.engaged_seconds()), rel=1e-8)
    assert found.value == pytest.approx(57.95866, abs=5e-6)
    assert (found.variant, found.low, found.n) == ("ui_totals", None, 162_895)


def test_reading_time_is_weighted_by_the_active_users_of_each_page(figures, raw):
    pages = raw.pages_like("/docs/developer-guide*")
    users = sum(int(page["Active users"]) for page in pages)
    spent = sum(
        Fraction(page["Average engagement time per active user"]) * int(page["Active users"])
        for page in pages
    )
    found = figures["K06"]
    assert found.value == pytest.approx(float(spent / users), rel=1e-8)
    assert found.value == pytest.approx(33.5556, abs=5e-5)
    assert (found.variant, found.n) == ("per_active_user", users) == ("per_active_user", 1467)
    views = sum(int(page["Views"]) for page in pages)
    assert views == 4254
    assert found.parts["per_view"].value == pytest.approx(float(spent / views), rel=1e-8)


def test_one_threshold_gives_a_share_and_no_depth(figures, raw):
    found = figures["K07"]
    assert (found.outcome, found.value) == (Outcome.NO_DATA, None)
    scrolls, views = raw.event_count("scroll"), raw.event_count("page_view")
    beside = found.variants["site_wide"].figure
    assert exactly(beside.value, Fraction(scrolls, views))
    assert (beside.value, beside.n) == (pytest.approx(0.185167, abs=5e-7), 129_094)
    assert (beside.low, beside.high) == pytest.approx(wilson(scrolls, views), abs=1e-9)


def test_views_are_not_doubled_by_the_totals_row(figures, raw):
    assert figures["K08"].value == raw.video_views == 51_075
    assert figures["K08"].parts["views:youtube"].value == 51_075
    assert (figures["K08"].low, figures["K08"].high) == (None, None)


def test_lifetime_starts_of_a_small_podcast_are_shown_beside_only(figures, raw):
    assert figures["K09"].outcome is Outcome.TOO_FEW
    assert figures["K09"].value is None
    lifetime = figures["K09"].variants["lifetime"].figure
    assert (lifetime.value, lifetime.n) == (raw.median_starts(), 10)


def test_attendance_counts_persons_not_rows(figures, raw):
    came = sum(raw.registrants[who] for who in set(raw.registrants) - raw.speakers)
    found = figures["K14"]
    assert (found.outcome, found.value) == (Outcome.TOO_FEW, None)
    assert found.parts["total_attendances"].value == came == 445
    assert found.parts["distinct_persons"].value == came
    assert found.parts["phone_joins"].value == len(raw.sections["Other Attended"]) == 4


def test_turn_up_leaves_speakers_out_of_both_counts(figures, raw):
    guests = set(raw.registrants) - raw.speakers
    came = sum(raw.registrants[who] for who in guests)
    found = figures["K15"]
    assert (came, len(guests)) == (445, 459)
    assert (found.numerator, found.denominator, found.n) == (445, 459, 459)
    assert (found.low, found.high) == pytest.approx(wilson(445, 459), abs=1e-9)


def test_turn_up_before_exclusions_is_the_registration_list(figures, raw):
    came = sum(raw.registrants.values())
    assert (came, len(raw.registrants)) == (455, 469)
    found = figures["K15"].variants["unfiltered"].figure
    assert exactly(found.value, Fraction(455, 469))
    assert found.n == 469


def test_pitches_won_of_those_decided_with_wilsons_interval(figures, raw):
    stages = [stage for deals in raw.deals().values() for stage in deals]
    won, lost = stages.count("Won"), stages.count("Lost")
    found = figures["K19"]
    assert (won, won + lost) == (4238, 6711)
    assert (found.numerator, found.denominator) == (won, won + lost)
    assert (found.low, found.high) == pytest.approx(wilson(won, won + lost), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((0.619887, 0.642964), abs=5e-7)
    assert found.variant == "declared_as_pitch"
    assert found.parts["pending_old"].value == stages.count("Engaging") == 1589


def test_people_are_drawn_toward_the_team_and_stay_nameless(figures, raw):
    team = Fraction(4238, 6711)
    expected = []
    for stages in raw.deals().values():
        won, decided = stages.count("Won"), stages.count("Won") + stages.count("Lost")
        expected.append((decided, float((won + 10 * team) / (decided + 10))))
    parts = {n: p for n, p in figures["K19"].parts.items() if n.startswith("by_person:")}
    found = sorted((part.n, part.value) for part in parts.values())
    assert [n for n, _ in found] == [n for n, _ in sorted(expected)]
    assert [rate for _, rate in found] == pytest.approx([rate for _, rate in sorted(expected)])
    assert not [name for name in parts for agent in raw.deals() if agent in name]


@pytest.mark.parametrize(
    ("code", "column", "total"),
    [("K03", "delivered", 598_770), ("K08", "views", 51_075), ("K19", "decided", 6711)],
)
def test_the_rows_behind_a_figure_add_up_to_it(audit, code, column, total):
    found = audit.rows(code, limit=20_000)
    place = {name: i for i, name in enumerate(found["columns"])}
    kept = [row for row in found["rows"] if row[place["excluded"]] is None]
    assert sum(row[place[column]] or 0 for row in kept) == total
    assert all(row[place["src_file"]] and row[place["src_row"]] for row in found["rows"])
