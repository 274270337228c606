"""Results by the command: measure, maturity, benchmark, value, scorecard, in the agreed shapes."""

from __future__ import annotations

import json

import pytest

from tests.small_firm import ANSWERS, CLIENT, SETTINGS

RESULTS = ["measure", "maturity", "benchmark", "value", "scorecard"]


def test_measure_gives_all_thirty_in_the_agreed_shape(made):
    found = made.json("measure", CLIENT)
    assert (found["client"], found["as_of"]) == (CLIENT, "2025-12-31")
    assert found["period"] == {"start": "2025-01-01", "end": "2025-12-31"}
    assert len(found["kpis"]) == 30
    wanted = {"kpi_id", "code", "outcome", "value", "unit", "low", "high", "n", "variant",
              "method", "reason", "missing", "period", "excluded", "bracket", "parts",
              "variants", "reported"}  # fmt: skip
    assert all(set(entry) >= wanted for entry in found["kpis"])


@pytest.mark.parametrize(
    ("code", "value", "n"),
    [("K03", 400 / 1200, 5), ("K04", 68 / 1200, 5), ("K16", 7 / 11, 11), ("K18", 5 / 11, 11),
     ("K20", 45, 12), ("K26", 2 * 365.25 / 2190, 6), ("K28", 1.6, 5)],
)  # fmt: skip
def test_figures_are_those_worked_out_by_hand(made, code, value, n):
    (entry,) = made.json("measure", CLIENT, "--kpi", code)["kpis"]
    assert entry["value"] == pytest.approx(value, rel=1e-12)
    assert (entry["code"], entry["n"]) == (code, n)


def test_what_was_left_out_is_told(made):
    (entry,) = made.json("measure", CLIENT, "--kpi", "email_open_rate")["kpis"]
    assert entry["excluded"] == [{"reason": "test send", "rows": 1}]
    assert entry["variants"]["unfiltered"]["value"] == pytest.approx(405 / 1205)


def test_a_kpi_without_data_names_the_columns_that_lack(made):
    (entry,) = made.json("measure", CLIENT, "--kpi", "K15")["kpis"]
    assert (entry["outcome"], entry["value"]) == ("no_data", None)
    assert "participation.attended" in entry["missing"]


def test_files_all_of_whose_rows_lie_outside_the_period_are_named(firm):
    assert "lie outside" not in firm("measure", CLIENT).out
    firm("set", CLIENT, "as_of=2031-12-31")
    told = firm("measure", CLIENT).out
    assert "in no figure, all of their rows lie outside its days: " in told
    line = next(line for line in told.splitlines() if "lie outside" in line)
    assert "content_stat.csv (" in line and "client.csv" not in line
    assert line.endswith(f"cxaudit set {CLIENT} as_of=YYYY-MM-DD")


def test_several_kpis_may_be_asked_for_and_unknown_ones_are_refused(made):
    found = made.json("measure", CLIENT, "--kpi", "K18", "--kpi", "K03")["kpis"]
    assert {entry["code"] for entry in found} == {"K03", "K18"}
    assert made.refuse("measure", CLIENT, "--kpi", "K33")["found"] == "K33"


def test_maturity_has_the_agreed_shape(made):
    found = made.json("maturity", CLIENT)
    assert {"funnel", "stage", "stage_range", "index", "index_range", "index_declared",
            "index_declared_range", "index_unweighted", "plain_mean", "to_target", "confidence",
            "benchmarkable", "kpis"} <= set(found)  # fmt: skip
    assert set(found["funnel"]) >= {"kpis", "applicable", "purposed", "captured", "trusted",
                                    "repeatable", "used"}  # fmt: skip
    assert len(found["kpis"]) == 28
    assert set(found["kpis"][0]) >= {
        "kpi_id", "state", "weight", "target_level", "links", "declared_links", "declared_level",
        "evidenced_level", "level_range", "chain", "chain_range", "mean", "limiting_link",
        "urgency", "prize",
    }  # fmt: skip
    assert [proof["kpi_id"] for proof in found["proofs"]] == [k["kpi_id"] for k in found["kpis"]]
    assert all(len(proof["tests"]) == 10 for proof in found["proofs"])


def test_of_a_kpi_named_the_tests_on_its_rows_and_its_criteria_are_told(made):
    found = made.json("maturity", CLIENT, "--kpi", "K03")
    (proof,) = found["proofs"]
    assert [(file["file"], file["rows"]) for file in proof["files"]] == [("content_stat.csv", 6)]
    tests = {test["criterion"]: test for test in proof["tests"]}
    assert (tests["completeness"]["status"], tests["completeness"]["grade"]) == ("tested", "E3")
    assert tests["completeness"]["found"] == "36 of 36 cells filled"
    assert tests["completeness"]["hash"] == proof["files"][0]["hash"]
    assert tests["population"]["status"] == "not_tested"
    assert tests["population"]["settings"] == ["declared_counts.campaigns"]
    told = [row["kpi_id"] for row in found["kpis"] if "criteria" in row]
    assert told == ["email_open_rate"]


def test_answers_change_the_funnel(firm, tmp_path):
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS))
    before = firm.json("maturity", CLIENT)["funnel"]
    firm("answers", CLIENT, "--read", tmp_path / "answers.json")
    after = firm.json("maturity", CLIENT)["funnel"]
    assert (before["applicable"], after["applicable"]) == (28, 27)
    assert (before["purposed"], after["purposed"]) == (0, 1)


def test_benchmark_has_the_agreed_shape(made):
    found = made.json("benchmark", CLIENT)["kpis"]
    assert len(found) == 28
    for entry in found:
        assert set(entry["peers"]) >= {"n_band", "median", "q1", "q3", "rung", "suppressed",
                                       "source", "invented"}  # fmt: skip
        assert set(entry["position"]) >= {"band", "low", "high", "p_above_median", "p_better",
                                          "wording"}  # fmt: skip
        assert entry["target"]["met"] in ("yes", "no", "unclear", "not_set")
        for published in entry["published"]:
            assert set(published) >= {"value", "statistic", "population", "period", "grade", "use"}


def test_an_own_target_is_judged(firm):
    firm("set", CLIENT, "own_targets.email_open_rate=0.25")
    found = {entry["kpi_id"]: entry for entry in firm.json("benchmark", CLIENT)["kpis"]}
    assert found["email_open_rate"]["target"]["rule"] == "own_target"
    assert found["email_open_rate"]["target"]["met"] == "yes"


def test_value_has_the_agreed_shape(firm):
    firm("set", CLIENT, "own_targets.onboarding_days_pooled=30")
    found = firm.json("value", CLIENT)
    assert found["currency"] == "EUR"
    assert {entry["class"] for entry in found["kpis"]} <= {"direct", "scenario", "none"}
    (entry,) = [k for k in found["kpis"] if k["kpi_id"] == "onboarding_days_pooled"]
    assert entry["amount"] == pytest.approx(275 * 10_000_000 * 0.004 / 365)
    assert {"reciprocity", "tags"} <= set(found["client_value"])
    assert "total" in found


def test_the_scorecard_joins_28_rows_findings_and_actions(made):
    found = made.json("scorecard", CLIENT)
    assert len(found["kpis"]) == 28
    for finding in found["findings"]:
        assert set(finding) >= {"id", "severity", "kpi_ids", "evidence", "remedy"}
    for action in found["actions"]:
        assert set(action) >= {"id", "kpi_id", "owner", "due_on", "prize", "urgency", "money",
                               "effort", "state"}  # fmt: skip


@pytest.mark.parametrize("verb", RESULTS)
def test_people_are_shown_a_table_that_names_the_firm(made, verb):
    ended = made(verb, CLIENT)
    assert ended.code == 0
    assert "Small Firm, as of 2025-12-31" in ended.out
    assert "Email" in ended.out or "E-mail" in ended.out


@pytest.mark.parametrize("verb", RESULTS)
def test_asked_twice_the_answer_is_the_same(made, verb):
    assert made(verb, CLIENT, "--json").out == made(verb, CLIENT, "--json").out


@pytest.mark.parametrize("verb", RESULTS)
def test_without_a_date_nothing_is_computed(cx, verb):
    cx("new", CLIENT)
    refused = cx.refuse(verb, CLIENT)
    assert "today is never assumed" in refused["message"]
    assert refused["next"] == f"cxaudit set {CLIENT} as_of=2025-12-31"


def test_a_client_without_imports_has_every_row_all_the_same(cx):
    cx("new", CLIENT)
    cx("set", CLIENT, *(f"{key}={value}" for key, value in SETTINGS.items()))
    assert {k["outcome"] for k in cx.json("measure", CLIENT)["kpis"]} == {"no_data"}
    assert len(cx.json("scorecard", CLIENT)["kpis"]) == 28
