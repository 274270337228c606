"""What may be set in a profile, and how text becomes a value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cxaudit.canon import FIRM_WORDS, load_settings
from cxaudit.errors import ClientDataError
from cxaudit.store import apply_settings, parse_setting, to_settings


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("as_of", "2025-12-31", "2025-12-31"),
        ("currency", "eur", "EUR"),
        ("timezone", "Europe/London", "Europe/London"),
        ("fiscal_year_start", "04-01", "04-01"),
        ("internal_domains", "Example.com, @test.org ,", ["example.com", "test.org"]),
        ("thought_leadership_patterns", "/insights/*,/views/*", ["/insights/*", "/views/*"]),
        ("holiday_calendar", "2025-12-25,2025-12-26", ["2025-12-25", "2025-12-26"]),
        ("decision_lag_days", "90", 90),
        ("followup_meetings_per_month", "7.5", 7.5),
        ("contract_on_time_share", "95%", 0.95),
        ("grace_days", "2", 2),
        ("concentration_limit", "0.4", 0.4),
        ("stance", "Defensive", "defensive"),
        ("own_targets.email_open_rate", "0.4", 0.4),
        ("norms.complaints_per_client", "0", 0.0),
        ("cta_positions./insights/a.html", "0.6", 0.6),
        ("declared_counts.campaigns", "24", 24),
        ("declared_counts.complaints", "0", 0),
        ("review_days.email_open_rate", "92", 92),
        ("systems.crm.name", "Salesforce", "Salesforce"),
        ("systems.crm.tables", "pursuit,client", ["pursuit", "client"]),
        ("channels", "podcast, web, web", ["podcast", "web"]),
        ("note", "line one\nline two", "line one\nline two"),
        ("name", "Acme \u202eLtd\x00", "Acme Ltd"),
        ("entity", " 007 ", "007"),
        ("channels", "", None),
        ("as_of", " ", None),
        ("channels", ",,", None),
    ],
)
def test_text_becomes_a_value_by_the_type_of_its_key(key, text, value):
    assert parse_setting(key, text) == (key, value)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("as_of", "31.12.2025"), ("as_of", "20251231"), ("as_of", "2025-02-30"),
        ("currency", "euro"), ("timezone", "London"), ("timezone", "../etc/passwd"),
        ("timezone", "Europe"), ("fiscal_year_start", "13-01"),
        ("internal_domains", "someone@example.com"), ("holiday_calendar", "2025-12-25,soon"),
        ("decision_lag_days", "-1"), ("decision_lag_days", "1e3"), ("decision_lag_days", "1_0"),
        ("followup_meetings_per_month", "-1"), ("concentration_limit", "1.5"),
        ("concentration_limit", "40"), ("contract_on_time_share", "0,95"),
        ("own_targets.email_open_rate", "nan"), ("own_targets.email_open_rate", "1e5"),
        ("own_targets.email_open_rate", "٣"), ("cta_positions./a", "2"),
        ("declared_counts.campaigns", "2.5"), ("declared_counts.campaign", "2"),
        ("review_days.email_open_rate", "0"),
        ("stance", "aggressive"), ("systems.crm.tables", "pursuits"), ("systems.crm", "x"),
        ("systems.c rm.name", "x"), ("systems..name", "x"), ("systems.crm.owner", "x"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_with_what_was_wanted(key, text):
    with pytest.raises(ClientDataError) as caught:
        parse_setting(key, text)
    assert caught.value.wanted and caught.value.next


@pytest.mark.parametrize(
    ("key", "hint"),
    [("as_off", "as_of"), ("timezon", "timezone"), ("own_targets", "own_targets.<name>"),
     ("as_of.x", "as_of"), ("chanels", "channels"), ("", ""), ("own_targets.", "own_targets")],
)  # fmt: skip
def test_an_unknown_key_is_refused_with_near_matches(key, hint):
    with pytest.raises(ClientDataError, match="no such setting") as caught:
        parse_setting(key, "x")
    assert hint in caught.value.next


def test_kpi_ids_are_checked_where_the_known_ones_are_given():
    assert parse_setting("own_targets.x", "1", ["x"]) == ("own_targets.x", 1.0)
    with pytest.raises(ClientDataError, match="did you mean email_open_rate"):
        parse_setting("own_targets.email_open_rat", "1", ["email_open_rate"])


def test_settings_are_applied_together_or_not_at_all():
    profile = {"channels": ["web"], "own_targets": {"a": 1.0}}
    pairs = [("as_of", "2025-12-31"), ("own_targets.b", "2"), ("own_targets.a", "")]
    changed = apply_settings(profile, [*pairs, ("systems.crm.name", "X"), ("channels", "")])
    assert changed == {
        "as_of": "2025-12-31", "own_targets": {"b": 2.0}, "systems": {"crm": {"name": "X"}},
    }  # fmt: skip
    assert profile == {"channels": ["web"], "own_targets": {"a": 1.0}}
    with pytest.raises(ClientDataError, match="2 settings are refused") as caught:
        apply_settings(profile, [("as_of", "soon"), ("stanse", "x"), ("name", "A")])
    assert "as_of" in caught.value.found and "stanse" in caught.value.found


def test_the_last_entry_of_a_map_takes_the_map_with_it():
    changed = apply_settings({"systems": {"crm": {"name": "X"}}}, [("systems.crm.name", "")])
    assert changed == {}


@pytest.mark.parametrize(
    "pairs",
    [
        [("as_of", "2025-06-30"), ("period_end", "2025-12-31")],
        [("period_start", "2026-01-01"), ("period_end", "2025-12-31")],
        [("period_start", "2026-01-01"), ("as_of", "2025-12-31")],
    ],
)
def test_dates_that_contradict_each_other_are_refused(pairs):
    with pytest.raises(ClientDataError, match="period"):
        apply_settings({}, pairs)


def test_settings_are_typed_for_the_engine_and_defaults_applied():
    pairs = [
        ("as_of", "2025-12-31"), ("own_targets.email_open_rate", "0.4"), ("top_tier", "A,B"),
        ("contract_on_time_share", "0.98"), ("followup_people", "4"),
    ]  # fmt: skip
    found = to_settings(apply_settings({}, pairs))
    assert found["as_of"] == date(2025, 12, 31)
    assert found["own_targets"] == {"email_open_rate": Decimal("0.4")}
    assert found["top_tier"] == ["A", "B"]
    assert found["contract_on_time_share"] == Decimal("0.98")
    assert found["followup_people"] == 4


def test_every_setting_has_a_value_where_nothing_is_set():
    found = to_settings({})
    assert set(found) == set(load_settings().columns)
    assert found["timezone"] == "UTC" and found["stance"] == "neutral"
    assert found["decision_lag_days"] == 180 and found["concentration_limit"] == Decimal("0.5")
    assert found["social_channels"] == ["Organic Social", "Paid Social"]
    assert found["as_of"] is None and found["top_tier"] == [] and found["own_targets"] == {}


@pytest.mark.parametrize(
    "profile",
    [{"as_of": 5}, {"as_of": "soon"}, {"top_tier": "A"}, {"own_targets": {"a": "x"}},
     {"own_targets": [1]}, {"decision_lag_days": True}, {"concentration_limit": "0.5"},
     {"currency": 3}, {"own_targets": {"a": float("nan")}}],
)  # fmt: skip
def test_a_stored_value_of_another_type_is_refused_with_its_place(profile):
    with pytest.raises(ClientDataError, match="profile"):
        to_settings(profile)


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [("region", "Asia Pacific", "asia_pacific"), ("region", "UK", "uk"),
     ("size_band", "very-large", "very_large"), ("segment", "Wealth", "wealth")],
)  # fmt: skip
def test_the_words_that_tell_peers_apart_are_those_of_the_pool(key, typed, kept):
    assert parse_setting(key, typed) == (key, kept)


@pytest.mark.parametrize(
    ("key", "typed"), [("region", "banana"), ("size_band", "huge"), ("segment", "retail")]
)
def test_another_word_is_refused_with_the_list(key, typed):
    with pytest.raises(ClientDataError) as refused:
        parse_setting(key, typed)
    assert set(FIRM_WORDS[key]) <= set(refused.value.wanted.removeprefix("one of ").split(", "))
