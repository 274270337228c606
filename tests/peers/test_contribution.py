"""What a contribution file may hold, and what is refused at the door."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.peers import read_contribution, vintage_after
from tests.peers.contributions import LIMITS, ROW, make, write


def refuse(tmp_path, content) -> str:
    with pytest.raises(ClientDataError) as refused:
        read_contribution(write(tmp_path / "c.json", content), LIMITS)
    return str(refused.value)


def test_a_contribution_is_read_with_its_rows_and_register(tmp_path):
    found = read_contribution(write(tmp_path / "c.json", make(1, parent=2, consultant=3)), LIMITS)
    assert (found.vintage, len(found.rows), found.invented) == ("2025-Q3", 1, False)
    assert found.rows[0].numerator == 12.0 and found.rows[0].segment == "institutional"
    assert set(found.register) == {"entity", "parent", "consultant"}


def test_without_a_parent_the_entity_is_its_own(tmp_path):
    content = make(1)
    del content["register"]["parent"]
    found = read_contribution(write(tmp_path / "c.json", content), LIMITS)
    assert found.register["parent"] == found.register["entity"]


@pytest.mark.parametrize(
    "place",
    [
        lambda content: content.update(firm="Someone Asset Management"),
        lambda content: content["register"].update(name="Someone Asset Management"),
        lambda content: content["rows"][0].update(note="Someone told us"),
        lambda content: content["rows"][0].update(segment="Someone's clients"),
        lambda content: content["register"].update(entity="Someone Asset Management"),
        lambda content: content["rows"][0].update(period="Someone's year"),
    ],
)
def test_names_and_text_are_refused_wherever_they_stand_and_are_not_repeated(tmp_path, place):
    content = make()
    place(content)
    message = refuse(tmp_path, content)
    assert "D12" in message and "Someone" not in message


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"numerator": None, "denominator": None, "value": 5.0}, "outside the KPI's bounds"),
        ({"numerator": 18}, "numerator exceeds denominator"),
        ({"numerator": -1}, "denominator is not positive"),
        ({"value": 0.9}, "value is not numerator over denominator"),
        ({"low": 0.1}, "half of a pair"),
        ({"low": 0.8, "high": 0.9}, "outside its own interval"),
        ({"numerator": "12"}, "numerator is no number"),
        ({"numerator": True}, "numerator is no number"),
        ({"numerator": 10**30}, "numerator is no number"),
        ({"kpi_id": "fees"}, "no such KPI or variant"),
        ({"assessor": None}, "assessor is no text"),
        ({"assessor": "board"}, "assessor is none of"),
        ({"period": "2024-07-01_2025-10-31"}, "ends after the vintage (D11)"),
        ({"period": "2023-01-01_2023-12-31"}, "too old (D11)"),
    ],
)
def test_a_row_that_could_poison_or_age_the_pool_is_refused(tmp_path, cells, fault):
    message = refuse(tmp_path, make(**cells))
    assert fault in message and "row 1" in message


def test_two_rows_of_one_kpi_that_disagree_are_refused_and_equal_ones_count_once(tmp_path):
    assert "something else" in refuse(tmp_path, make(rows=[ROW, ROW | {"numerator": 11}]))
    found = read_contribution(write(tmp_path / "c.json", make(rows=[ROW, ROW])), LIMITS)
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    "content",
    [[], {}, None, {"vintage": "2025", "rows": [], "register": {}}, make(vintage="2025-Q5"),
     make() | {"register": []}, make() | {"rows": [1]}, make() | {"invented": "no"}],
)  # fmt: skip
def test_what_is_no_contribution_is_refused_in_one_message(tmp_path, content):
    assert "fault" in refuse(tmp_path, content)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"rows": NaN}', "\x00"])
def test_what_is_no_json_is_refused(tmp_path, text):
    path = tmp_path / "c.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ClientDataError):
        read_contribution(path, LIMITS)


def test_a_vintage_is_the_quarter_after_the_data_so_that_they_are_old_enough():
    assert vintage_after(date(2025, 12, 31)) == "2026-Q1"
    assert vintage_after(date(2025, 6, 30)) == "2025-Q3"
    assert vintage_after(date(2025, 8, 31)) == "2025-Q4"
