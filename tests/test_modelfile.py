"""Model folders and TOML files: found by listing, refused whole with every fault."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cxaudit.errors import ModelError
from cxaudit.modelfile import (
    MODEL_ROOT,
    Frozen,
    list_files,
    list_folders,
    load_model,
    load_toml,
    to_place,
)


class Rating(Frozen):
    consultant: str
    grade: int


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_folders_are_found_by_sorted_listing_and_hidden_ones_left_out(tmp_path):
    for name in ("b", "a", ".git", "__pycache__", "c"):
        (tmp_path / "kpis" / name).mkdir(parents=True)
    (tmp_path / "kpis" / "note.txt").touch()
    assert [path.name for path in list_folders("kpis", tmp_path)] == ["a", "b", "c"]


def test_files_are_found_by_sorted_listing(tmp_path):
    (tmp_path / "tables").mkdir()
    for name in ("b.toml", "a.toml", "c.csv"):
        (tmp_path / "tables" / name).touch()
    assert [path.name for path in list_files("tables", tmp_path)] == ["a.toml", "b.toml"]


def test_a_file_becomes_a_frozen_object(tmp_path):
    rating = load_model(write(tmp_path / "r.toml", 'consultant = "Aon"'), Rating, grade=3)
    assert rating == Rating(consultant="Aon", grade=3)
    with pytest.raises(ValidationError):
        rating.grade = 4


def test_every_fault_of_a_file_is_told_in_one_go(tmp_path):
    path = write(tmp_path / "r.toml", 'grade = "high"\nscore = 1')
    with pytest.raises(ModelError, match=r"3 fault\(s\)") as caught:
        load_model(path, Rating)
    for name in ("consultant", "grade", "score"):
        assert f"{name}: " in caught.value.found


def test_a_key_that_nobody_knows_is_refused(tmp_path):
    path = write(tmp_path / "r.toml", 'consultant = "Aon"\ngrade = 1\ngarde = 2')
    with pytest.raises(ModelError) as caught:
        load_model(path, Rating)
    assert caught.value.found.startswith("garde: ")


def test_a_missing_file_is_told_by_its_place(tmp_path):
    with pytest.raises(ModelError, match="missing") as caught:
        load_toml(tmp_path / "gone.toml")
    assert caught.value.file.endswith("gone.toml")


def test_what_is_not_toml_is_told_with_the_line(tmp_path):
    with pytest.raises(ModelError, match="not valid TOML") as caught:
        load_toml(write(tmp_path / "r.toml", "a = 1\nb = = 2"))
    assert "line 2" in caught.value.found


def test_what_is_not_utf_8_is_told(tmp_path):
    (tmp_path / "r.toml").write_bytes(b'consultant = "Z\xfcrich"')
    with pytest.raises(ModelError, match="UTF-8"):
        load_toml(tmp_path / "r.toml")


def test_a_place_is_told_from_the_model_folder_down():
    assert to_place(MODEL_ROOT / "kpis" / "aum" / "kpi.toml") == "model/kpis/aum/kpi.toml"
