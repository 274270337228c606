"""The canonical tables: fourteen for data, one for settings, each column typed and explained."""

from __future__ import annotations

import pytest

from cxaudit.canon import LINEAGE, SQL_TYPES, load_settings, load_tables, load_views
from cxaudit.errors import ModelError

KEYS = {
    "client": ("client_id",),
    "strategy": ("strategy_id",),
    "mandate": ("mandate_id",),
    "aum": ("mandate_id", "as_of"),
    "pursuit": ("pursuit_id",),
    "rating": ("rating_id",),
    "content_stat": ("item_id", "src_system", "period_start", "period_end"),
    "web_session": ("session_id",),
    "page_view": ("session_id", "viewed", "page_path"),
    "web_stat": ("scope", "value", "period_start", "period_end"),
    "participation": ("event_id", "person_key"),
    "delivery": ("delivery_id",),
    "interaction": ("interaction_id",),
    "portal_user": ("user_key",),
}
KINDS = {
    "content_stat": ("channel", {"linkedin", "email", "video", "podcast"}),
    "web_stat": ("scope", {"channel", "page", "user_type", "event", "total"}),
    "delivery": ("kind", {"investment_report", "factsheet"}),
    "interaction": ("kind", {"meeting", "portal", "complaint"}),
    "pursuit": ("kind", {"RFP", "RFI", "DDQ", "direct"}),
}
PERSONS = {
    "web_session": {"user_key"},
    "page_view": {"user_key"},
    "participation": {"person_key"},
    "interaction": {"person_key"},
    "portal_user": {"user_key"},
    "pursuit": {"owner"},
}
TABLES = load_tables()


def test_there_are_fourteen_tables_with_the_agreed_keys():
    assert {name: table.key for name, table in TABLES.items()} == KEYS


def test_the_kinds_of_rows_are_told_by_one_column():
    found = {
        name: (table.discriminator, set(table.columns[table.discriminator].values))
        for name, table in TABLES.items()
        if table.discriminator
    }
    assert found == KINDS


def test_columns_that_name_a_person_are_flagged():
    found = {
        name: {n for n, column in table.columns.items() if column.personal}
        for name, table in TABLES.items()
    }
    assert {name: columns for name, columns in found.items() if columns} == PERSONS


@pytest.mark.parametrize("table", [*TABLES.values(), load_settings()], ids=lambda t: t.name)
def test_every_column_says_what_it_is_in_one_sentence(table):
    for name, column in table.columns.items():
        assert column.about.endswith("."), f"{table.name}.{name}"
        assert column.sql_type == SQL_TYPES[column.type]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_lineage_stands_last_in_every_table(table):
    assert list(table.schema)[-3:] == list(LINEAGE) == ["src_system", "src_file", "src_row"]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_the_engine_takes_the_statement_that_makes_the_table(table, engine):
    engine.execute(table.to_ddl())
    columns = [row[0] for row in engine.execute(f"describe {table.name}").fetchall()]
    assert columns == list(table.schema)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_the_key_is_required_but_for_lineage(table):
    for name in set(table.key) - set(LINEAGE):
        assert table.columns[name].required, name


def test_references_point_to_tables_with_a_key_of_one_column():
    targets = {target for table in TABLES.values() for target in table.references.values()}
    assert targets == {"client", "strategy", "pursuit", "delivery", "interaction"}
    assert all(len(TABLES[target].key) == 1 for target in targets)


def test_dates_that_must_not_go_backwards_are_dates_or_moments():
    for table in TABLES.values():
        for name in (name for chain in table.order for name in chain):
            assert table.columns[name].type in ("date", "ts")


def test_money_seconds_rates_and_shares_are_decimals():
    kept = {k: SQL_TYPES[k] for k in ("money", "seconds", "rate", "share", "count")}
    assert kept == {
        "money": "decimal(18,2)", "seconds": "decimal(18,3)", "rate": "decimal(18,9)",
        "share": "decimal(9,6)", "count": "bigint",
    }  # fmt: skip


def test_the_settings_hold_the_agreed_names_and_defaults():
    settings = load_settings().columns
    agreed = {
        "as_of", "period_start", "period_end", "currency", "fiscal_year_start", "internal_domains",
        "thought_leadership_patterns", "social_channels", "top_tier", "timezone",
        "holiday_calendar", "decision_lag_days", "internal_lists", "own_targets", "norms",
        "average", "stance",
        "followup_people", "followup_meetings_per_month", "followup_weeks", "concentration_limit",
        "contract_on_time_share", "grace_days", "rfp_on_time_share", "cta_positions",
        "portal_functions", "rfp_bidders", "shortlist_places", "pitch_finalists",
    }  # fmt: skip
    assert set(settings) == agreed
    defaults = {n: c.default for n, c in settings.items() if c.default is not None}
    assert defaults == {
        "timezone": "UTC", "social_channels": ("Organic Social", "Paid Social"),
        "decision_lag_days": 180, "average": "median", "stance": "neutral",
        "concentration_limit": 0.5,
        "rfp_on_time_share": 0.95,
    }  # fmt: skip


def write_table(root, text):
    (root / "tables").mkdir()
    (root / "tables" / "meeting.toml").write_text(text)
    return root


COLUMN = 'meeting_id = { type = "str", required = true, about = "Identifier." }\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('grain = "g"\nkey = ["meeting"]\n[columns]\n' + COLUMN, "meeting"),
        ('grain = "g"\nkey = ["meeting_id"]\ndiscriminator = "kind"\n[columns]\n' + COLUMN, "kind"),
        ('grain = "g"\nkey = ["meeting_id"]\norder = [["won"]]\n[columns]\n' + COLUMN, "won"),
        ('grain = "g"\nkey = ["meeting_id"]\n[columns]\n' + COLUMN
         + 'room = { type = "str", refers_to = "room", about = "Room." }', "room"),
        ('grain = "g"\nkey = []\n[columns]\nkind = { type = "enum", about = "Kind." }', "enum"),
        ('grain = "g"\nkey = []\n[columns]\nkind = { type = "text", about = "Kind." }', "type"),
    ],
)  # fmt: skip
def test_a_table_that_names_what_does_not_exist_is_refused(tmp_path, text, told):
    with pytest.raises(ModelError) as caught:
        load_tables(write_table(tmp_path, text))
    assert told in caught.value.found


def test_the_views_stand_on_the_tables_and_run_on_empty_ones(engine):
    for table in load_tables().values():
        engine.execute(table.to_ddl())
    columns = ", ".join(
        f"null::{column.sql_type} as {name}" for name, column in load_settings().columns.items()
    )
    engine.execute(f"create table config as select {columns}")
    assert "content_row" in load_views()
    for name, sql in load_views().items():
        assert engine.execute(f"select count(*) from ({sql})").fetchall() == [(0,)], name


def test_a_row_of_counts_says_whether_it_stands_for_its_item(engine):
    engine.execute(load_tables()["content_stat"].to_ddl())
    rows = [
        ("year", "2025-01-01", "2025-12-31", None), ("year", "2025-03-01", "2025-03-31", None),
        ("pair", "2025-01-01", "2025-03-31", None), ("pair", "2025-03-31", "2025-05-31", None),
        ("next", "2025-01-01", "2025-03-31", None), ("next", "2025-04-01", "2025-05-31", None),
        ("shot", "2025-01-01", "2025-05-31", "2025-05-31"),
        ("shot", "2025-01-01", "2025-06-30", "2025-06-30"),
    ]  # fmt: skip
    for number, row in enumerate(rows):
        engine.execute(
            "insert into content_stat (item_id, channel, period_start, period_end, observed_on, "
            "src_row) values (?, 'email', ?, ?, ?, ?)", [*row, number],
        )  # fmt: skip
    engine.execute(f"create view content_row as {load_views()['content_row']}")
    found = engine.execute("select standing from content_row order by src_row").fetchall()
    assert [standing for (standing,) in found] == [
        None, "inside a longer row", "overlapping period", "overlapping period", None, None,
        "older snapshot", None,
    ]  # fmt: skip
