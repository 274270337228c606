"""Facts for the findings: reported figures, bids pending too long, items without a next step."""

from __future__ import annotations

from cxaudit.audit.facts import to_facts
from tests.small_firm import change, make_client, open_small, take_in

VIDEOS = """item_id,channel,published,period_start,period_end,views,next_step
v1,video,2025-02-03T09:00:00Z,2025-02-03,2025-12-31,900,
v2,video,2025-02-04T09:00:00Z,2025-02-04,2025-12-31,800,paper
v3,video,2025-02-05T09:00:00Z,2025-02-05,2025-12-31,700,
v4,video,2025-02-06T09:00:00Z,2025-02-06,2025-12-31,600,event
v5,video,2025-02-07T09:00:00Z,2025-02-07,2025-12-31,500,meeting
v6,video,2025-02-10T09:00:00Z,2025-02-10,2025-12-31,400,
"""


def test_every_kpi_has_an_entry_even_without_a_fact(small):
    facts = to_facts(small)
    assert list(facts) == list(small.kpis)
    assert facts["pitch_win_rate"] == {}


def test_the_firms_own_figure_stands_beside_ours(small):
    facts = to_facts(small)
    assert facts["email_open_rate"]["reported_matches"] is True
    assert facts["email_open_rate"]["reported_match"] == "headline"
    assert facts["email_click_through_rate"]["reported_matches"] is False
    assert facts["email_click_through_rate"]["reported_text"] == "20.0%"


def test_a_young_pending_bid_is_not_old(small):
    assert to_facts(small)["rfp_sales_conversion_rate"]["pending_old"] == 0


def test_a_bid_pending_longer_than_the_decision_lag_is(workspace):
    change(workspace, profile={"as_of": "2025-12-31", "decision_lag_days": 30})
    facts = to_facts(open_small(workspace))
    assert facts["rfp_sales_conversion_rate"]["pending_old"] == 1 / 12


def test_of_the_five_most_seen_videos_those_without_a_next_step_are_counted(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    (tmp_path / "videos.csv").write_text(VIDEOS)
    take_in(workspace, [tmp_path / "videos.csv"])
    facts = to_facts(open_small(workspace))
    assert facts["video_viewing_volume"]["without_next_step"] == 2


def test_where_next_steps_are_not_listed_nothing_is_said_of_them(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    bare = "\n".join(line.rsplit(",", 1)[0] for line in VIDEOS.splitlines())
    (tmp_path / "videos.csv").write_text(bare)
    take_in(workspace, [tmp_path / "videos.csv"])
    facts = to_facts(open_small(workspace))
    assert "without_next_step" not in facts["video_viewing_volume"]
