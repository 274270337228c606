"""What a client told about layouts lies in files of their own, with who, when and what before."""

from __future__ import annotations

import json

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.store import forget_kept, keep_answers, keep_mapping, read_kept

ABOUT = {"who": "Anna", "on": "2025-03-01", "file": "bids.csv"}


def test_an_answer_is_kept_with_who_gave_it_when_and_for_which_file(tmp_path):
    keep_answers(tmp_path, "generic__rfp_log", {"date_order": "dmy"}, **ABOUT)
    assert json.loads((tmp_path / "mappings" / "generic__rfp_log.json").read_text()) == {
        "layout": "generic__rfp_log", "mapping": None,
        "answers": {"date_order": {"value": "dmy", **ABOUT}},
    }  # fmt: skip


def test_another_answer_replaces_it_and_the_old_one_stands_behind(tmp_path):
    keep_answers(tmp_path, "crm__pipeline", {"rows_are": "rfp", "decimal": "point"}, **ABOUT)
    later = ABOUT | {"who": "Ben", "on": "2025-04-01"}
    keep_answers(tmp_path, "crm__pipeline", {"rows_are": "pitch"}, **later)
    answers = read_kept(tmp_path)["crm__pipeline"].answers
    assert answers["rows_are"] == {
        "value": "pitch", **later, "before": [{"value": "rfp", **ABOUT}],
    }  # fmt: skip
    assert answers["decimal"]["value"] == "point"


def test_the_same_answer_again_keeps_the_day_it_was_first_given(tmp_path):
    keep_answers(tmp_path, "crm__pipeline", {"rows_are": "rfp"}, **ABOUT)
    keep_answers(tmp_path, "crm__pipeline", {"rows_are": "rfp"}, **(ABOUT | {"on": "2025-05-01"}))
    assert read_kept(tmp_path)["crm__pipeline"].answers["rows_are"]["on"] == "2025-03-01"


def test_a_changed_mapping_drops_the_answers_given_under_the_old_one(tmp_path):
    key = "cef56bca0207ee04"
    keep_mapping(tmp_path, key, {"as": "template__client", "columns": {"client_id": "A"}})
    keep_answers(tmp_path, key, {"date_order": "dmy"}, **ABOUT)
    again = {"as": "template__client", "columns": {"client_id": "A"}, "confirmed": {"who": "B"}}
    keep_mapping(tmp_path, key, again)
    assert read_kept(tmp_path)[key].answers
    keep_mapping(tmp_path, key, {"as": "template__client", "columns": {"client_id": "B"}})
    assert not read_kept(tmp_path)[key].answers


def test_forgetting_removes_the_file_and_nothing_else(tmp_path):
    keep_answers(tmp_path, "a__one", {"decimal": "point"}, **ABOUT)
    keep_answers(tmp_path, "b__two", {"decimal": "comma"}, **ABOUT)
    assert forget_kept(tmp_path, "a__one").answers["decimal"]["value"] == "point"
    assert list(read_kept(tmp_path)) == ["b__two"]
    with pytest.raises(ClientDataError, match="nothing is remembered") as told:
        forget_kept(tmp_path, "a__one")
    assert told.value.wanted == "one of: b__two"


@pytest.mark.parametrize("layout", ["../audit", "a/b", "", "A", "x" * 90])
def test_a_layout_is_never_a_path(tmp_path, layout):
    with pytest.raises(ClientDataError):
        keep_answers(tmp_path, layout, {"decimal": "point"}, **ABOUT)
    with pytest.raises(ClientDataError):
        forget_kept(tmp_path, layout)


@pytest.mark.parametrize("text", ["", "[]", '{"answers": {"a": {}}}', '{"answers": [1]}', "\x00"])
def test_a_damaged_file_says_which_and_what_to_do(tmp_path, text):
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "crm__pipeline.json").write_text(text)
    with pytest.raises(ClientDataError) as told:
        read_kept(tmp_path)
    assert (
        told.value.file == "mappings/crm__pipeline.json" and "remove that file" in told.value.next
    )


def test_where_nothing_was_told_nothing_is_remembered(tmp_path):
    assert read_kept(tmp_path) == {}
