"""Reading the catalogue: a KPI folder is whole or refused with every fault."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from cxaudit.catalogue import FigureSpec, Sample, load_catalogue, pick_kpi
from cxaudit.errors import ClientDataError, ModelError

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "kpi"


@pytest.fixture
def root(tmp_path):
    """Return a model root with one KPI, a copy of the template."""
    shutil.copytree(TEMPLATE, tmp_path / "kpis" / "complaints_answered")
    return tmp_path


def rewrite(root, old, new, kpi_id="complaints_answered"):
    path = root / "kpis" / kpi_id / "kpi.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refused(root):
    load_catalogue.cache_clear()
    with pytest.raises(ModelError) as caught:
        load_catalogue(root)
    return f"{caught.value.message} {caught.value.found}"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('goal          = "service_delivery"', 'goal          = "sales"', "goal"),
        ('owner         = "client_service"', 'owner         = "everybody"', "owner"),
        ('rule   = "own_target"', 'rule   = "traffic_light"', "target.rule"),
        ("[use_case] ", "[use_cases]", "use_cases"),
        ('who  = "The head of client service"', "", "use_case.who"),
        ("interaction = [\"client_id\", \"ts\", \"closed\"]", 'interaction = ["shut"]', "shut"),
        ("interaction = [\"client_id\", \"ts\", \"closed\"]", 'talk = ["ts"]', "talk"),
        ("\"ts\", \"closed\", \"outcome\"]", '"ts", "result"]', "result"),
        ('tips                 = "Name', 'hints                = "Name', "library.tips"),
        ('category             = "Client service"', 'category             = " "', "category"),
        ("ok    = { n = 30 }", "ok    = { rows = 30 }", "rows"),
        ('numerator = "answered", ', "", "numerator"),
        ("high = 1\n", "", "bounds.high"),
        ("headline   = {", "front_page = {", "headline"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_refused_and_named(root, old, new, told):
    rewrite(root, old, new)
    assert told in refused(root)


def test_a_blank_attribute_is_refused(root):
    path = root / "kpis" / "complaints_answered" / "kpi.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    blank = ['tips = ""' if line.startswith("tips ") else line for line in lines]
    path.write_text("\n".join(blank), encoding="utf-8")
    assert "blank library attributes: tips" in refused(root)


def test_all_faults_of_a_folder_are_told_in_one_go(root):
    rewrite(root, 'goal          = "service_delivery"', 'goal          = "sales"')
    rewrite(root, 'better        = "higher"', 'better        = "more"')
    assert refused(root).startswith("2 fault(s)")


def test_a_folder_without_its_statement_is_refused(root):
    (root / "kpis" / "complaints_answered" / "measure.sql").unlink()
    assert "measure.sql is missing" in refused(root)


def test_a_folder_without_its_description_is_refused(root):
    (root / "kpis" / "complaints_answered" / "kpi.toml").unlink()
    assert "missing" in refused(root)


def test_two_folders_with_one_code_are_refused(root):
    shutil.copytree(TEMPLATE, root / "kpis" / "complaints_closed")
    assert "two KPIs share a code K99" in refused(root)


def test_entries_are_ordered_by_code_not_by_folder(root):
    shutil.copytree(TEMPLATE, root / "kpis" / "zebra")
    rewrite(root, '"K99"', '"K98"', "zebra")
    assert list(load_catalogue(root)) == ["zebra", "complaints_answered"]


def test_statements_are_read_by_their_names(root):
    kpi = load_catalogue(root)["complaints_answered"]
    assert "from complaint q" in kpi.read_sql()
    assert kpi.read_sql("variant_upheld_only") is None


COLUMNS = {
    "proportion": {"numerator": "a", "denominator": "b"},
    "ratio": {"numerator": "a", "denominator": "b"},
    "median": {"value": "a"},
    "mean": {"value": "a"},
    "quantile": {"value": "a", "p": 0.9},
    "count": {"value": "a"},
    "duration": {"days": "a", "ending": "b", "entered_days": "c"},
    "restricted_mean": {"days": "a", "ending": "b", "entered_days": "c"},
    "last_at_risk": {"days": "a", "ending": "b", "entered_days": "c"},
    "rate": {"events": "a", "exposure": "b"},
    "bracket": {"value_low": "a", "value_high": "b", "weight": "c"},
}


@pytest.mark.parametrize("shape", COLUMNS)
def test_a_figure_names_exactly_the_columns_of_its_shape(shape):
    spec = FigureSpec(shape=shape, unit="count", **COLUMNS[shape])
    assert set(spec.columns) == {v for v in COLUMNS[shape].values() if isinstance(v, str)}
    for name in COLUMNS[shape]:
        fewer = {k: v for k, v in COLUMNS[shape].items() if k != name}
        with pytest.raises(ValidationError):
            FigureSpec(shape=shape, unit="count", **fewer)


def test_a_figure_that_names_a_column_of_another_shape_is_refused():
    with pytest.raises(ValidationError, match="median names"):
        FigureSpec(shape="median", unit="days", value="days", numerator="won")


def test_a_share_of_rows_belongs_to_quantiles_only():
    with pytest.raises(ValidationError, match="p belongs to a quantile"):
        FigureSpec(shape="median", unit="days", value="days", p=0.9)


@pytest.mark.parametrize("scale", ["1/0", "a third", ""])
def test_a_scale_is_an_exact_fraction(scale):
    with pytest.raises(ValidationError):
        FigureSpec(shape="median", unit="days", value="days", scale=scale)


def test_n_and_by_count_among_the_columns_of_a_figure_once():
    spec = FigureSpec(
        shape="ratio", unit="fraction", numerator="won", denominator="held", n="held", by="person"
    )
    assert spec.columns == ("won", "held", "person")


def test_sample_sizes_have_known_names():
    with pytest.raises(ValidationError, match="unknown sample sizes"):
        Sample(ok={"campaigns": 5})


@pytest.mark.parametrize("name", ["email_open_rate", "K03", "k03", " K03 ", "EMAIL_OPEN_RATE"])
def test_an_entry_is_picked_by_id_or_code(name):
    assert pick_kpi(name).code == "K03"


def test_an_unknown_name_is_refused_with_near_ones():
    with pytest.raises(ClientDataError) as caught:
        pick_kpi("email")
    assert caught.value.next == "did you mean email_open_rate, email_click_through_rate?"
    with pytest.raises(ClientDataError) as caught:
        pick_kpi("net promoter score")
    assert caught.value.next == "see: cxaudit kpi list"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("min_age_days  = 10 ", 'asks = ["portal_windows"]\nmin_age_days = 10 ', "portal_windows"),
        ("min_age_days  = 10 ", 'asks = ["interaction.mood"]\nmin_age_days = 10 ', "mood"),
        ("min_age_days  = 10 ", 'settings = ["top_rank"]\nmin_age_days = 10 ', "top_rank"),
        ('figure = "headline"', 'figure = "headline"\nbeside = ["nowhere"]', "nowhere"),
        (
            'label  = "complaints upheld',
            'settings = ["grace"]\nlabel = "complaints upheld',
            "grace",
        ),
        ('unit = "fraction" }\nstill', 'unit = "fraction", complete = true }\nstill', ""),
        ('unit = "count" }', 'unit = "count", complete = true }', "complete belongs"),
    ],
)
def test_what_is_asked_for_must_exist(root, old, new, told):
    rewrite(root, old, new)
    if told:
        assert told in refused(root)
    else:
        load_catalogue.cache_clear()
        assert load_catalogue(root)["complaints_answered"].figure["headline"].complete
