"""The maturity model's files: complete, consistent, and with the thresholds they promise."""

from __future__ import annotations

import shutil
from decimal import Decimal
from fractions import Fraction

import pytest

from cxaudit.errors import ModelError
from cxaudit.maturity import load_maturity
from cxaudit.modelfile import MODEL_ROOT

MODEL = load_maturity()
CRITERIA = [(n, c) for n, link in MODEL.links.items() for c in link.criteria]


def test_five_links_carry_the_ids_of_the_model_in_order():
    assert {name: tuple(link.criteria) for name, link in MODEL.links.items()} == {
        "purpose": ("owner", "decision", "definition", "cadence"),
        "capture": ("recorded", "population", "history", "exportable"),
        "trust": ("completeness", "validity", "joins", "freshness"),
        "compute": ("formula", "reproducible", "scheduled", "restatable"),
        "use": ("compared", "reviewed", "acted", "effect"),
    }
    assert MODEL.criterion_ids == tuple(CRITERIA)


@pytest.mark.parametrize(("link", "criterion"), CRITERIA)
def test_each_criterion_has_a_question_a_test_both_examples_and_a_next_move(link, criterion):
    found = MODEL.links[link].criteria[criterion]
    texts = (found.question, found.test, found.sufficient, found.insufficient)
    assert all(len(text) > 20 for text in texts) and found.question.endswith("?")
    move = MODEL.moves[link][criterion]
    assert len(move.act) > 20 and len(move.prove) > 20


def test_ten_criteria_can_be_proved_by_a_machine():
    tested = {c for n, c in CRITERIA if MODEL.links[n].criteria[c].machine}
    assert tested == {
        "population", "history", "exportable", "completeness", "validity", "joins", "freshness",
        "formula", "scheduled", "restatable",
    }  # fmt: skip


def test_the_scale_the_grades_and_the_thresholds_are_those_of_the_model():
    scale = [(a.value, a.from_share) for a in MODEL.answers.scale]
    assert scale == [(0, 0), (Decimal("0.25"), Decimal("0.15")), (Decimal("0.5"), Decimal("0.5")),
                     (1, Decimal("0.85"))]  # fmt: skip
    quarter = Fraction(1, 4)
    assert list(MODEL.weights.values()) == [quarter, 2 * quarter, 3 * quarter, 1]
    assert (MODEL.levels.reached, MODEL.levels.sound) == (Decimal("0.50"), Decimal("0.85"))
    assert [level.name for level in MODEL.levels.level] == [
        "Unowned", "Purposed", "Captured", "Trusted", "Repeatable", "Used",
    ]  # fmt: skip


def test_states_and_reason_codes_are_those_of_the_model():
    assert [state.id for state in MODEL.answers.state] == [
        "applies", "no_use_case", "deferred", "not_applicable", "unknown",
    ]  # fmt: skip
    assert MODEL.reason_codes("criterion") == ("not_relevant", "other")
    assert MODEL.reason_codes("use_case") == (
        "setting_absent", "no_such_product", "no_such_channel", "other",
    )  # fmt: skip


def test_suggestions_name_states_and_reason_codes_that_exist():
    states = {state.id for state in MODEL.answers.state}
    for hint in MODEL.answers.suggestion:
        assert hint.state in states and hint.reason_code in MODEL.reason_codes("use_case")


@pytest.mark.parametrize(
    ("old", "new"), [("step = 2", "step = 3"), ("[links.use.criteria.effect]", "[links.use.x]")]
)
def test_a_broken_chain_is_refused_with_the_file(tmp_path, old, new):
    shutil.copytree(MODEL_ROOT / "maturity", tmp_path / "maturity")
    path = tmp_path / "maturity" / "links.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ModelError, match=r"links\.toml"):
        load_maturity(tmp_path)


def test_a_criterion_without_a_next_move_is_refused(tmp_path):
    shutil.copytree(MODEL_ROOT / "maturity", tmp_path / "maturity")
    path = tmp_path / "maturity" / "actions.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[use.effect]", "[use.other]"))
    with pytest.raises(ModelError, match="same criteria"):
        load_maturity(tmp_path)
