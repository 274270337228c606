"""The answers file in and out."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.store import (
    ClientFile,
    CriterionAnswer,
    carry_answers,
    merge_answers,
    read_answers,
    to_answers,
)

KNOWN = ("email_open_rate", "rfp_success_rate")
EMPTY = ClientFile("acme", 1)
USE_CASE = {
    "kpi_id": "email_open_rate", "state": "applies", "who": "campaign lead", "does": "sets targets",
    "why": "attention is scarce", "strategy_link": 1, "materiality": 2, "target_level": 4,
    "respondent": "ann",
}  # fmt: skip
CRITERION = {
    "kpi_id": "email_open_rate", "link": "trust", "criterion": "joins", "value": 0.5,
    "evidence": "E2", "evidence_on": "2025-03-01", "respondent": "ann",
}  # fmt: skip


def merge(client_file=EMPTY, **answers):
    return merge_answers(client_file, answers, KNOWN)


def faults_of(**answers) -> str:
    with pytest.raises(ClientDataError) as caught:
        merge(**answers)
    return caught.value.found


def test_answers_come_back_complete_and_the_same():
    system = {"system": "crm", "link": "capture", "criterion": "history", "value": 1}
    firm = {"link": "use", "criterion": "effect", "value": None, "reason": "asked in May"}
    reported = {"kpi_id": "rfp_success_rate", "period_start": "2025-01-01",
                "period_end": "2025-12-31", "value": 0.31}  # fmt: skip
    sent = {"use_cases": [USE_CASE], "criteria": [CRITERION, system, firm], "reported": [reported]}
    given = to_answers(merge(**sent))
    for section, rows in sent.items():
        assert len(given[section]) == len(rows)
        for row in rows:
            assert any(row.items() <= found.items() for found in given[section])
    assert merge_answers(EMPTY, given, KNOWN) == merge(**sent)
    assert len({tuple(row) for row in given["criteria"]}) == 1  # every field, every time


def test_an_entry_replaces_the_one_with_its_key_and_leaves_the_others():
    before = merge(criteria=[CRITERION, CRITERION | {"respondent": "bob"}])
    after = merge(before, criteria=[{**CRITERION, "value": 1, "evidence": "E0"}])
    assert [(a.respondent, a.value, a.evidence) for a in after.criteria] == [
        ("ann", 1, "E0"), ("bob", 0.5, "E2"),
    ]  # fmt: skip
    assert before.criteria[0].value == 0.5 and after.revision == before.revision


def test_answers_belong_to_a_kpi_a_system_or_the_firm():
    places = [{"kpi_id": "email_open_rate"}, {"system": "crm"}, {}]
    rows = [{"link": "trust", "criterion": "joins", "value": 1} | place for place in places]
    scopes = [a.scope for a in merge(criteria=rows).criteria]
    assert scopes == ["firm", "kpi:email_open_rate", "system:crm"]
    assert "both kpi_id and system" in faults_of(criteria=[rows[0] | {"system": "crm"}])


def test_a_value_of_one_is_kept_as_one_and_days_as_days():
    row = merge(criteria=[CRITERION | {"value": 1.0}]).criteria[0]
    assert row == CriterionAnswer(
        kpi_id="email_open_rate", link="trust", criterion="joins", value=1, evidence="E2",
        evidence_on=date(2025, 3, 1), respondent="ann",
    )  # fmt: skip
    assert isinstance(row.value, int)


def test_all_faults_come_in_one_message_and_nothing_is_merged():
    found = faults_of(
        use_cases=[
            USE_CASE | {"state": "applied"},
            {"kpi_id": "email_opn_rate", "state": "unknown"},
        ],
        criteria=[CRITERION | {"value": 0.3}, CRITERION | {"link": "use"}, CRITERION | {"vale": 1}],
        reported=[{"kpi_id": "email_open_rate", "period_end": "soon", "value": "31 %"}],
        other=[],
    )
    for part in (
        "use_cases, entry 1, state", "did you mean applies", "did you mean email_open_rate",
        "criteria, entry 1, value", "0, 0.25, 0.5, 1", "a criterion of use", "did you mean value",
        "reported, entry 1, period_end", "reported, entry 1, value", "the key other",
    ):  # fmt: skip
        assert part in found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"value": True}, "value"), ({"value": "NA"}, "value"), ({"value": [1]}, "value"),
        ({"value": "na"}, "without a reason"), ({"evidence": "E4"}, "evidence"),
        ({"evidenced": "na"}, "evidenced"), ({"evidence_on": "1.3.2025"}, "evidence_on"),
        ({"evidence_on": 20250301}, "evidence_on"), ({"adjudicates": "yes"}, "adjudicates"),
        ({"link": None}, "link"), ({"criterion": "owner"}, "a criterion of trust"),
        ({"kpi_id": "K03"}, "kpi_id"), ({"respondent": 5}, "respondent"),
        ({"kpi_id": None, "system": "C R M"}, "system"),
    ],
)  # fmt: skip
def test_a_criterion_that_cannot_be_is_refused(change, fault):
    assert fault in faults_of(criteria=[CRITERION | change])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"state": "not_applicable"}, "reason_code"),
        ({"state": "not_applicable", "reason_code": "other"}, "proof"),
        ({"state": "not_applicable", "reason_code": "not_relevant"}, "reason_code"),
        ({"state": "deferred", "approver": "COO"}, "until"),
        ({"state": "deferred", "until": "2026-01-01"}, "approver"),
        ({"strategy_link": 3}, "strategy_link"), ({"materiality": -1}, "materiality"),
        ({"target_level": 0}, "target_level"), ({"target_level": True}, "target_level"),
        ({"state": None}, "state"),
    ],
)  # fmt: skip
def test_a_use_case_that_cannot_be_is_refused(change, fault):
    assert fault in faults_of(use_cases=[USE_CASE | change])


def test_not_applicable_takes_a_code_or_a_reason_in_words():
    coded = CRITERION | {"value": "na", "reason_code": "not_relevant"}
    assert merge(criteria=[coded]).criteria[0].reason_code == "not_relevant"
    in_reason = CRITERION | {"value": "na", "reason": "not_relevant"}
    assert merge(criteria=[in_reason]).criteria[0].reason_code == "not_relevant"
    in_words = CRITERION | {"value": "na", "reason": "one table only"}
    assert merge(criteria=[in_words]).criteria[0].reason_code == "other"


def test_two_different_entries_for_one_key_are_refused_and_the_same_twice_is_not():
    assert "second" in faults_of(criteria=[CRITERION, CRITERION | {"value": 1}])
    assert len(merge(criteria=[CRITERION, CRITERION]).criteria) == 1


def test_a_reported_figure_is_withdrawn_by_null():
    row = {"kpi_id": "email_open_rate", "period_end": "2025-12-31", "value": 0.3}
    before = merge(reported=[row])
    assert before.reported[0].value == 0.3
    assert merge(before, reported=[row | {"value": None}]).reported == ()
    assert merge(reported=[row | {"value": None}]).reported == ()


def test_a_reported_period_that_ends_before_it_starts_is_refused():
    row = {"kpi_id": "email_open_rate", "period_start": "2026-01-01", "period_end": "2025-12-31"}
    assert "starts before it ends" in faults_of(reported=[row | {"value": 1}])


@pytest.mark.parametrize("answers", [[], "x", None, 3])
def test_what_is_no_object_is_no_answers_file(answers):
    with pytest.raises(ClientDataError, match="not an answers file"):
        merge_answers(EMPTY, answers, KNOWN)


@pytest.mark.parametrize("rows", ["x", 3, {"a": 1}])
def test_what_is_no_list_is_refused(rows):
    assert "wanted a list" in faults_of(criteria=rows)


@pytest.mark.parametrize("row", ["x", 3, None, []])
def test_an_entry_that_is_no_object_is_refused(row):
    assert "an object in braces" in faults_of(criteria=[row])


def test_broken_and_control_characters_leave_the_text():
    row = merge(use_cases=[USE_CASE | {"proof": "a\ud800\x00\u202eb", "reason": "  "}]).use_cases[0]
    assert (row.proof, row.reason) == ("ab", None)


@pytest.mark.parametrize(
    ("text", "found"),
    [('{"a": 1, "a": 2}', "twice"), ('{"a": NaN}', "NaN"), ("{", "line 1"),
     ("[" * 100_000, "nesting"), ('{"a": Infinity}', "Infinity")],
)  # fmt: skip
def test_a_file_that_is_no_plain_json_is_refused(tmp_path, text, found):
    path = tmp_path / "answers.json"
    path.write_text(text)
    with pytest.raises(ClientDataError, match=found):
        read_answers(path)


def test_a_file_that_is_not_utf8_or_not_there_is_refused(tmp_path):
    path = tmp_path / "answers.json"
    with pytest.raises(ClientDataError, match="cannot be read"):
        read_answers(path)
    path.write_bytes(b'{"a": "\xff"}')
    with pytest.raises(ClientDataError, match="UTF-8"):
        read_answers(path)


def test_carried_answers_wait_to_be_confirmed():
    carried = carry_answers(merge(use_cases=[USE_CASE], criteria=[CRITERION]))
    assert carried.use_cases[0].to_confirm and carried.criteria[0].to_confirm
    confirmed = merge(carried, criteria=[CRITERION])
    assert confirmed.criteria[0].to_confirm is None
