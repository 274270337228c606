"""Where data lack, every entry says so: an outcome with its reason, never a nought or a NaN."""

from __future__ import annotations

import json

import pytest

from cxaudit.canon import load_tables
from cxaudit.catalogue import load_catalogue
from cxaudit.engine import connect
from cxaudit.measure import Supply, measure_kpi
from cxaudit.measure.run import choose_statement
from cxaudit.outcome import Outcome
from tests.contract.generated_tables import all_settings, full_supply, open_generated


def may_be_blank(table: str, column: str) -> bool:
    """Tell whether the table allows the column to hold nothing, or forbids that it is ever so."""
    spec = load_tables()[table]
    known = spec.columns.get(column)
    return known is None or known.may_be_blank or column in (*spec.key, spec.discriminator)


CATALOGUE = load_catalogue()
BY_CODE = {kpi.code: kpi for kpi in CATALOGUE.values()}
ENTRIES = pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.kpi_id)
NEEDED = [
    pytest.param(kpi, table, column, id=f"{kpi.code}: {table}.{column}")
    for kpi in CATALOGUE.values()
    for table, columns in kpi.needs.items()
    for column in columns
]
NEVER_BLANK = [one for one in NEEDED if not may_be_blank(*one.values[1:])]
SETTINGS = [
    pytest.param(kpi, name, id=f"{kpi.code}: {name}")
    for kpi in CATALOGUE.values()
    for name in kpi.settings
]
EXCLUDED = {
    "K01": "update content_stat set organic = false",
    "K02": "update web_session set internal = true",
    "K03": "update content_stat set automation = true",
    "K04": "update content_stat set title = 'Test'",
    "K05": "update web_session set engaged_s = -1",
    "K06": "update page_view set internal = true",
    "K07": "update page_view set internal = true",
    "K08": "update content_stat set period_start = '2020-01-01', period_end = '2026-06-30'",
    "K09": "update content_stat set published = '2025-12-24T12:00:00Z'",
    "K10": "update content_stat set listened_s = 2 * length_s * plays + 1",
    "K11": "update web_session set internal = true",
    "K12": "update strategy set marketed_to = '2020-01-01'",
    "K13": "update strategy set marketed_to = '2020-01-01'",
    "K14": "update participation set event_status = 'postponed'",
    "K15": "update participation set reg_status = 'waitlist'",
    "K16": "update pursuit set decided = submitted - 1",
    "K17": "update pursuit set submitted = received - 1",
    "K18": "update pursuit set decided = submitted - 1",
    "K19": "update pursuit set decided = pitch - 1",
    "K20": "update mandate set funded = won - 1",
    "K21": "update mandate set funded = won - 1",
    "K22": "update delivery set status = 'cancelled'",
    "K23": "update delivery set reissue_of = 'd1'",
    "K24": "update interaction set staff = true",
    "K26": "update client set rel_end = rel_start - 1",
    "K27": "update client set rel_end = rel_start - 1, end_reason = null",
    "K28": "update mandate set terminated = '2020-01-01', funded = '2019-01-01'",
    "X1": "update aum set own_fund_of_fund = true",
    "X2": "update aum set basis = 'advised'",
}
NOTHING_BELOW = {
    "K01": "update content_stat set impressions = 0",
    "K03": "update content_stat set sent = 90, delivered = 0",
    "K04": "update content_stat set sent = 90, delivered = 0",
    "K10": "update content_stat set plays = 0, listened_s = 0",
    "K16": "update pursuit set outcome = 'pending', advanced = null, pitch = null",
    "K18": "update pursuit set outcome = 'pending'",
    "K19": "update pursuit set outcome = 'withdrawn_by_client'",
}


@pytest.fixture(scope="module")
def firm():
    """Return a small firm that supplied everything."""
    engine = open_generated(1, most=1000)
    for name in load_tables():
        engine.execute(f"create table {name}_as_it_was as from {name}")
    yield engine
    engine.close()


@pytest.fixture
def change(firm):
    """Return a function that changes one table of the firm; it is mended after the test."""
    tables = []

    def make(statement: str):
        tables.append(statement.split()[1])
        firm.execute(statement)
        return firm

    yield make
    for name in tables:
        firm.execute(f"delete from {name}")
        firm.execute(f"insert into {name} from {name}_as_it_was")


@pytest.fixture(scope="module")
def bare():
    """Return an engine with every canonical table, all empty."""
    engine = connect(threads=1)
    for table in load_tables().values():
        engine.execute(table.to_ddl())
    yield engine
    engine.close()


def headline_of(engine, kpi, settings=None, supply=None):
    found = choose_statement(engine, kpi, settings or all_settings(), supply or full_supply(), None)
    return getattr(found, "measured", found)


def without(table: str, column: str):
    supply = dict(full_supply())
    supply[table] = {kind: columns - {column} for kind, columns in supply[table].items()}
    return Supply(supply)


def figures_of(measured):
    plain = measured.to_json()
    json.dumps(plain, allow_nan=False)
    return [plain, *plain["parts"].values(), *plain["variants"].values()]


@ENTRIES
def test_tables_without_a_row_give_no_data_with_a_reason_everywhere(kpi, bare):
    measured = measure_kpi(bare, kpi, all_settings(), full_supply())
    assert measured.outcome is Outcome.NO_DATA
    for figure in figures_of(measured):
        assert figure["value"] is None and figure["low"] is None and figure["high"] is None
        assert figure["outcome"] == "no_data" and figure["reason"]


@pytest.mark.parametrize(("kpi", "setting"), SETTINGS)
def test_a_setting_that_is_not_set_is_named(kpi, setting, firm):
    found = headline_of(firm, kpi, settings=all_settings() | {setting: []})
    assert (found.outcome, found.value, found.missing) == (Outcome.NO_DATA, None, (setting,))
    assert setting in found.reason


@pytest.mark.parametrize(("kpi", "table", "column"), NEEDED)
def test_a_needed_column_that_nobody_supplied_is_named(kpi, table, column, bare):
    found = headline_of(bare, kpi, supply=without(table, column))
    assert (found.outcome, found.value) == (Outcome.NO_DATA, None)
    assert f"{table}.{column}" in found.missing
    assert f"{table}.{column}" in found.reason


@pytest.mark.parametrize(("kpi", "table", "column"), NEVER_BLANK)
def test_a_needed_column_that_came_empty_gives_no_figure_under_the_headlines_name(
    kpi, table, column, change
):
    found = headline_of(change(f'update {table} set "{column}" = null'), kpi)
    if found.variant == "headline":
        assert found.value is None and found.reason
        assert found.outcome is Outcome.NO_DATA
    else:
        assert kpi.variant[found.variant].fallback is not None
        assert column not in kpi.variant[found.variant].needs.get(table, ())


@pytest.mark.parametrize("code", sorted(EXCLUDED))
def test_where_every_row_is_left_out_the_reason_says_why(code, change):
    measured = headline_of(change(EXCLUDED[code]), BY_CODE[code])
    assert (measured.outcome, measured.value, measured.n) == (Outcome.TOO_FEW, None, 0)
    assert measured.excluded[0].reason in measured.reason


@pytest.mark.parametrize("code", sorted(NOTHING_BELOW))
def test_nothing_to_divide_by_is_too_few_and_says_so(code, change):
    measured = measure_kpi(
        change(NOTHING_BELOW[code]), BY_CODE[code], all_settings(), full_supply()
    )
    assert (measured.outcome, measured.value) == (Outcome.TOO_FEW, None)
    assert measured.reason == "denominator is zero"
    assert all(figure["reason"] for figure in figures_of(measured) if figure["value"] is None)


@ENTRIES
def test_a_small_firm_has_no_number_that_is_not_finite(kpi, firm):
    for figure in figures_of(measure_kpi(firm, kpi, all_settings(), full_supply())):
        assert figure["value"] is not None or figure["reason"] or figure["outcome"] == "measured"
