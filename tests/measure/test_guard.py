"""The guard before measuring names the columns and settings that nobody supplied or filled."""

from __future__ import annotations

import pytest

from cxaudit.measure import lacking_columns
from cxaudit.measure.guard import blank_columns, hollow_columns, lacking_asks, lacking_settings
from tests.measure.small_kpi import fill, make_kpi, meeting

NEEDS = {"content_stat": ("delivered", "unique_opens")}


def supply(**kinds):
    return {"content_stat": {kind: frozenset(columns) for kind, columns in kinds.items()}}


def test_without_imports_every_needed_column_lacks():
    found = lacking_columns({"b": ("y",), "a": ("x", "z")}, {}, {})
    assert found == ("b.y", "a.x", "a.z")


def test_columns_that_one_import_supplied_do_not_lack():
    assert lacking_columns(NEEDS, {}, supply(email={"delivered", "unique_opens"})) == ()


def test_rows_of_another_kind_supply_nothing():
    rows = {"content_stat": ("email",)}
    have = supply(email={"delivered"}, video={"delivered", "unique_opens"})
    assert lacking_columns(NEEDS, rows, have) == ("content_stat.unique_opens",)


def test_several_kinds_add_up():
    rows = {"content_stat": ("email", "linkedin")}
    have = supply(email={"delivered"}, linkedin={"unique_opens"})
    assert lacking_columns(NEEDS, rows, have) == ()


def test_a_kpi_that_names_no_kind_reads_all():
    have = supply(email={"delivered"}, video={"unique_opens"})
    assert lacking_columns(NEEDS, {}, have) == ()


def test_a_table_without_kinds_is_supplied_whole():
    have = {"mandate": {"": frozenset({"won"})}}
    assert lacking_columns({"mandate": ("won",)}, {"mandate": ("pooled",)}, have) == ()


def test_lineage_is_there_as_soon_as_rows_are():
    needs = {"content_stat": ("src_system",)}
    assert lacking_columns(needs, {}, supply(email={"delivered"})) == ()
    assert lacking_columns(needs, {}, {}) == ("content_stat.src_system",)


@pytest.mark.parametrize("unset", [None, "", [], {}, ()])
def test_a_setting_without_value_lacks(tmp_path, unset):
    kpi = make_kpi(tmp_path, settings=["top_tier"])
    assert lacking_settings(kpi.settings, {"top_tier": unset}) == ("top_tier",)
    assert lacking_settings(kpi.settings, {}) == ("top_tier",)
    assert lacking_settings(kpi.settings, {"top_tier": ["gold"]}) == ()


def test_zero_is_a_value_of_a_setting(tmp_path):
    kpi = make_kpi(tmp_path, settings=["decision_lag_days"])
    assert lacking_settings(kpi.settings, {"decision_lag_days": 0}) == ()


def test_what_the_use_case_turns_on_is_asked_for_though_the_figure_stands(tmp_path):
    kpi = make_kpi(tmp_path, asks=["portal_functions", "interaction.mode"])
    have = {"interaction": {"meeting": frozenset({"mode"}), "portal": frozenset()}}
    assert lacking_asks(kpi, {"portal_functions": ["reports"]}, have) == ()
    assert lacking_asks(kpi, {}, {}) == ("portal_functions", "interaction.mode")


def test_a_column_of_the_kinds_that_are_read_is_blank_or_not(engine):
    fill(engine, [meeting("a", "2025-03-01"), meeting("b", "2025-03-02", mode="in person")])
    engine.execute("update interaction set kind = 'portal' where client_id = 'b'")
    needs = {"interaction": ("status", "mode", "closed", "src_row")}
    assert blank_columns(engine, needs, {"interaction": ("meeting",)}) == ["interaction.mode"]
    assert blank_columns(engine, needs, {}) == []


def test_a_column_that_may_be_blank_is_never_hollow(engine):
    fill(engine, [meeting("a", "2025-03-01", status=None)])
    needs = {"interaction": ("status", "outcome", "closed", "ts")}
    assert hollow_columns(engine, needs, {}) == ("interaction.status",)
    assert blank_columns(engine, needs, {}) == ["interaction.status", "interaction.outcome"]
