"""The catalogue holds what was agreed, and every statement in it runs."""

from __future__ import annotations

from collections import Counter

import pytest

from cxaudit.canon import load_settings, load_tables
from cxaudit.catalogue import FigureSpec, Kpi, load_catalogue
from cxaudit.measure import Supply, measure_catalogue
from cxaudit.measure.observe import REQUIRED, make_views, observe, write_config
from cxaudit.measure.run import period_of
from cxaudit.outcome import Outcome
from tests.contract.catalogue_as_agreed import (
    CONTEXT,
    FIGURES_JUDGED,
    GOALS,
    NAMES,
    PARTS,
    STAGES,
    WINDOWS,
    agreed_rows,
)
from tests.contract.generated_tables import all_settings, full_supply, open_generated

CATALOGUE = load_catalogue()
KPIS = [kpi for kpi in CATALOGUE.values() if kpi.is_kpi]
ENTRIES = pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.kpi_id)
ATTRIBUTES = (
    "definition", "business_insight", "measurement_approach", "formula", "trend_analysis",
    "diagnostics", "tips", "visualization", "risk_warnings", "tools", "integration",
    "change_impact",
)  # fmt: skip


def test_there_are_28_kpis_and_two_context_figures():
    assert len(KPIS) == 28
    assert {k.code: k.kpi_id for k in CATALOGUE.values() if not k.is_kpi} == CONTEXT


@pytest.mark.parametrize("row", agreed_rows(), ids=lambda row: row[0])
def test_a_kpi_is_as_agreed(row):
    code, kpi_id, owner, stage, goal, rule = row
    kpi = CATALOGUE[kpi_id]
    assert kpi.code == code
    assert kpi.owner == owner
    assert kpi.stage == STAGES[stage]
    assert kpi.goal == GOALS[goal]
    assert kpi.target.rule == rule
    assert kpi.name == NAMES[code]
    assert kpi.window_months == WINDOWS[code]


def test_nine_owner_functions_share_the_kpis():
    owners = Counter(kpi.owner for kpi in KPIS)
    assert sorted(owners.values(), reverse=True) == [11, 4, 2, 2, 2, 2, 2, 2, 1]


def test_the_four_goals_hold_12_7_4_and_5():
    assert Counter(kpi.goal for kpi in KPIS) == {
        "engagement": 12, "convert_engagement": 7, "transfer_of_money": 4, "service_delivery": 5,
    }  # fmt: skip


def test_the_entries_come_in_the_order_of_their_codes():
    codes = [kpi.code for kpi in CATALOGUE.values()]
    assert codes == sorted(codes)


@ENTRIES
def test_the_twelve_attributes_are_filled(kpi):
    blank = [name for name in ATTRIBUTES if not getattr(kpi.library, name).strip()]
    assert not blank
    assert kpi.library.category.strip()


def test_no_attribute_text_is_shared_between_two_kpis():
    texts = Counter(
        getattr(kpi.library, name).strip().casefold()
        for kpi in CATALOGUE.values()
        for name in ATTRIBUTES
    )
    assert [text for text, times in texts.items() if times > 1] == []


def test_no_two_use_cases_share_a_sentence():
    texts = Counter(text.casefold() for kpi in KPIS for _, text in kpi.use_case)
    shared = {text for text, times in texts.items() if times > 1}
    assert shared <= {kpi.use_case.who.casefold() for kpi in KPIS}
    assert all(kpi.use_case.who and kpi.use_case.does and kpi.use_case.why for kpi in KPIS)


@ENTRIES
def test_what_moves_with_it_exists_and_is_another_entry(kpi):
    assert kpi.library.moves_with
    assert set(kpi.library.moves_with) <= set(CATALOGUE) - {kpi.kpi_id}


@ENTRIES
def test_needs_of_headline_variants_and_parts_are_columns_of_the_tables(kpi):
    tables = load_tables()
    wants = [kpi.needs, *(v.needs for v in kpi.variant.values())]
    wants += [part.needs for part in kpi.part.values()]
    lost = [
        f"{table}.{column}"
        for needs in wants
        for table, columns in needs.items()
        for column in columns
        if column not in tables[table].schema
    ]
    assert not lost


@ENTRIES
def test_the_kinds_of_rows_it_reads_exist(kpi):
    tables = load_tables()
    for rows in (kpi.rows, *(v.rows for v in kpi.variant.values())):
        for name, kinds in rows.items():
            table = tables[name]
            assert set(kinds) <= set(table.columns[table.discriminator].values)


@ENTRIES
def test_the_settings_it_needs_exist(kpi):
    assert set(kpi.settings) <= set(load_settings().columns)


@ENTRIES
def test_every_part_is_a_figure_and_every_file_belongs_to_one(kpi):
    assert set(kpi.part) <= set(kpi.figure)
    stems = {path.stem for path in kpi.folder.glob("*.sql")}
    known = {"measure", *(f"part_{p}" for p in kpi.figure), *(f"variant_{v}" for v in kpi.variant)}
    assert stems <= known


@ENTRIES
def test_the_target_judges_a_figure_of_its_own(kpi):
    if kpi.target:
        assert kpi.target.figure in kpi.figure
        assert kpi.target.figure == FIGURES_JUDGED.get(kpi.code, kpi.target.figure)


@ENTRIES
def test_the_agreed_parts_are_there(kpi):
    assert PARTS.get(kpi.code, set()) <= set(kpi.figure)


@ENTRIES
def test_unfiltered_is_made_by_the_machinery_and_written_nowhere(kpi):
    assert "unfiltered" not in kpi.variant


@ENTRIES
def test_a_folder_reads_on_a_screen_and_a_half(kpi):
    assert len((kpi.folder / "kpi.toml").read_text().splitlines()) <= 110


def test_clusters_are_asked_for_as_agreed():
    wanted = {"K03": 8, "K04": 8, "K13": 8, "K22": 10, "K23": 10}
    for kpi in KPIS:
        assert kpi.figure["headline"].clusters_from == wanted.get(kpi.code, 6)


def test_only_open_and_click_rates_fall_back_on_wilson_as_ratios():
    assert [k.code for k in KPIS if k.figure["headline"].few] == ["K03", "K04"]


def test_overdispersion_is_watched_in_client_meetings_only():
    watched = {(k.code, s.overdispersed_at) for k in KPIS for s in k.figure.values()}
    assert {pair for pair in watched if pair[1]} == {("K25", 1.5)}


def statements(kpi: Kpi) -> list[tuple[str, list[FigureSpec]]]:
    """Return each statement of the KPI with the figures that are made of its rows."""
    own = {path.stem for path in kpi.folder.glob("*.sql")}
    found: dict[str, list[FigureSpec]] = {stem: [] for stem in sorted(own)}
    for name, spec in kpi.figure.items():
        found[f"part_{name}" if f"part_{name}" in own else "measure"].append(spec)
    for name, variant in kpi.variant.items():
        stem = f"variant_{name}" if f"variant_{name}" in own else "measure"
        found[stem].append(variant.figure or kpi.figure["headline"])
    return list(found.items())


@ENTRIES
def test_every_statement_runs_on_empty_tables_and_returns_its_columns(kpi, engine):
    for table in load_tables().values():
        engine.execute(table.to_ddl())
    settings = all_settings()
    write_config(engine, kpi, settings, period_of(kpi, settings))
    make_views(engine)
    for stem, figures in statements(kpi):
        columns = observe(engine, kpi.read_sql(stem), stem, stem)
        assert set(REQUIRED) <= set(columns)
        for spec in figures:
            assert set(spec.columns) <= set(columns), f"{stem}: {spec.columns}"


SUMMED = ("numerator", "denominator", "value", "events", "exposure", "weight", "n")


@ENTRIES
def test_what_is_summed_is_never_a_floating_number(kpi, engine):
    for table in load_tables().values():
        engine.execute(table.to_ddl())
    settings = all_settings()
    write_config(engine, kpi, settings, period_of(kpi, settings))
    make_views(engine)
    for stem, figures in statements(kpi):
        observe(engine, kpi.read_sql(stem), stem, stem)
        types = {row[0]: row[1] for row in engine.execute(f"describe {stem}").fetchall()}
        named = {getattr(spec, role) for spec in figures for role in SUMMED} - {None}
        assert not {name for name in named if types[name] in ("DOUBLE", "FLOAT", "REAL")}


def test_without_any_import_all_thirty_end_as_no_data_with_a_reason(engine):
    for table in load_tables().values():
        engine.execute(table.to_ddl())
    measured = measure_catalogue(engine, CATALOGUE, all_settings(), Supply({}))
    assert [m.kpi_id for m in measured] == list(CATALOGUE)
    assert {m.outcome for m in measured} == {Outcome.NO_DATA}
    assert all(m.value is None and m.reason and m.missing for m in measured)


@pytest.fixture(scope="module")
def generated():
    """Return all thirty measured on the same rows by one thread and by two."""
    found = []
    for threads in (1, 2):
        engine = open_generated(threads)
        measured = measure_catalogue(engine, CATALOGUE, all_settings(), full_supply())
        found.append({m.kpi_id: m.to_json() for m in measured})
        engine.close()
    return found


def test_a_firm_that_supplied_everything_has_all_thirty_figures(generated):
    without = [
        f"{m['code']} {m['outcome']}: {m['reason']}"
        for m in generated[0].values()
        if m["outcome"] != "measured"
    ]
    assert not without


def test_every_part_and_variant_of_that_firm_is_measured(generated):
    without = [
        f"{m['code']} {name}: {figure['outcome']} {figure['reason']}"
        for m in generated[0].values()
        for name, figure in {**m["parts"], **m["variants"]}.items()
        if figure["outcome"] not in ("measured", "indicative")
    ]
    assert not without


@ENTRIES
def test_one_thread_and_two_give_the_same_digits(kpi, generated):
    one, two = (measured[kpi.kpi_id] for measured in generated)
    assert one == two
