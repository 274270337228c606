"""Answers and mappings of one import are used by the next, told, replaced and forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.audit import Audit, forget, import_files, list_remembered
from cxaudit.intake import TableMapping
from cxaudit.store import read_kept
from tests.small_firm import CLIENT, make_client, open_small

DAY, LATER = date(2025, 3, 1), date(2025, 6, 1)
HEAD = "pursuit_id,kind,received,submitted,outcome\n"
UNSURE = HEAD + "p1,RFP,03/04/2025,04/04/2025,lost\n"
OWN = "No,Kind,In,Ended\nx1,RFP,03/04/2025,Gewonnen\nx2,RFP,04/04/2025,Verloren\n"
MAPPING = TableMapping.model_validate(
    {"as": "generic__rfp_log", "columns": {"pursuit_id": "No", "kind": "Kind", "received": "In",
                                           "outcome": "Ended"}}
)  # fmt: skip
WORDS = {"outcome:Gewonnen": "won", "outcome:Verloren": "lost", "date_order": "dmy"}


@pytest.fixture
def workspace(tmp_path, keys):
    return make_client(tmp_path / "book", tables=[])


@pytest.fixture
def take(workspace, tmp_path):
    """Import one text as a file, as received by Anna."""

    def importing(text, name="bids.csv", on=DAY, **more):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        (entry,) = import_files(
            workspace, CLIENT, [path], received_on=on, by="Anna", **more
        )  # fmt: skip
        return entry

    return importing


def received(workspace):
    rows = open_small(workspace).engine.execute("select received from pursuit order by pursuit_id")
    return [day for (day,) in rows.fetchall()]


def test_an_answer_is_used_for_the_next_file_of_the_layout_with_a_line_that_says_so(
    take, workspace
):
    assert take(UNSURE)["verdict"] == "needs_answer"
    assert not read_kept(workspace.client_folder(CLIENT))
    take(UNSURE, answers={"date_order": "mdy"})
    entry = take(UNSURE.replace("p1", "p2"), "later.csv", LATER)
    assert entry["verdict"] == "imported"
    assert "date order: month-day, as answered on 2025-03-01 by Anna" in entry["warnings"]
    assert received(workspace) == [date(2025, 3, 4)] * 2
    (kept,) = list_remembered(open_small(workspace))
    assert (kept["layout"], kept["answers"][0]["file"]) == ("template__pursuit", "bids.csv")


def test_the_evidence_of_a_new_file_goes_before_what_is_remembered(take, workspace):
    take(UNSURE, answers={"date_order": "mdy"})
    entry = take(HEAD + "p2,RFP,03/04/2025,25/04/2025,won\n", "later.csv", LATER)
    assert entry["verdict"] == "needs_answer"
    assert "'submitted' of this file shows day-month" in entry["questions"][0]["ask"]
    assert read_kept(workspace.client_folder(CLIENT))["template__pursuit"]


def test_an_answer_given_now_overrides_and_is_what_is_remembered_from_then_on(take, workspace):
    take(UNSURE, answers={"date_order": "mdy"})
    take(UNSURE.replace("p1", "p2"), "later.csv", LATER, answers={"date_order": "dmy"})
    kept = read_kept(workspace.client_folder(CLIENT))["template__pursuit"].answers["date_order"]
    assert (kept["value"], kept["on"], kept["before"][0]["value"]) == ("dmy", "2025-06-01", "mdy")


def test_the_same_file_read_with_another_answer_replaces_its_rows(take, workspace):
    first = take(UNSURE, answers={"date_order": "mdy"})
    before = open_small(workspace).data_hash
    again = take(UNSURE, on=LATER, answers={"date_order": "dmy"})
    assert again["verdict"] == "imported" and again["rows"] == first["rows"]
    assert "it replaces the rows of bids.csv (import 1)" in again["warnings"][0]
    assert received(workspace) == [date(2025, 4, 3)]
    (record,) = open_small(workspace).imports
    assert (record["sequence"], record["answers"]) == (1, {"date_order": "dmy"})
    assert open_small(workspace).data_hash != before
    assert take(UNSURE)["verdict"] == "duplicate"


def test_a_replacement_that_was_cut_short_leaves_the_rows_that_were_there(take, workspace):
    take(UNSURE, answers={"date_order": "mdy"})
    (home,) = (workspace.client_folder(CLIENT) / "tables").iterdir()
    home.rename(home.with_name(f".replaced-{home.name}"))
    assert open_small(workspace).imports == ()
    take(UNSURE.replace("p1", "p2"), "later.csv", LATER)
    assert len(open_small(workspace).imports) == 2


def test_forgetting_asks_anew_and_leaves_what_was_imported(take, workspace):
    take(UNSURE, answers={"date_order": "mdy"})
    audit = open_small(workspace)
    assert forget(audit, "template__pursuit")["answers"][0]["value"] == "mdy"
    assert list_remembered(audit) == []
    assert take(UNSURE.replace("p1", "p2"), "later.csv")["verdict"] == "needs_answer"
    assert len(open_small(workspace).imports) == 1


def test_a_table_of_the_firms_own_is_refused_until_it_is_mapped(take, workspace):
    entry = take(OWN, "own.csv")
    assert (entry["verdict"], entry["unknown_layout"]) == ("refused", True)
    assert "--propose" in entry["next"] and "notebook 03" in entry["next"]
    assert open_small(workspace).imports == ()


def test_a_confirmed_mapping_is_used_by_itself_for_the_next_table_with_its_headers(take, workspace):
    first = take(OWN, "own.csv", mapping=MAPPING, answers=WORDS)
    assert first["warnings"][0] == "columns mapped as confirmed on 2025-03-01 by Anna for own.csv"
    entry = take(OWN.replace("x", "y"), "next.csv", LATER)
    assert entry["verdict"] == "imported"
    assert entry["warnings"][0] == "columns mapped as confirmed on 2025-03-01 by Anna for own.csv"
    assert {told["id"] for told in entry["remembered"]} == set(WORDS)
    rows = open_small(workspace).engine.execute(
        "select pursuit_id, outcome, received from pursuit order by pursuit_id"
    )
    assert rows.fetchall()[2:] == [
        ("y1", "won", date(2025, 4, 3)),
        ("y2", "lost", date(2025, 4, 4)),
    ]
    (kept,) = list_remembered(open_small(workspace))
    assert (kept["as"], kept["mapping"]["confirmed"]["who"]) == ("generic__rfp_log", "Anna")


def test_a_mapping_that_asks_more_is_not_kept_before_its_file_is_in(take, workspace):
    entry = take(OWN, "own.csv", mapping=MAPPING)
    assert entry["verdict"] == "needs_answer"
    assert not read_kept(workspace.client_folder(CLIENT))


def test_a_mapping_of_headers_that_the_file_lacks_is_refused_and_the_others_come_in(
    workspace, tmp_path
):
    paths = [tmp_path / "own.csv", tmp_path / "other.csv"]
    paths[0].write_text(OWN.replace("04/04", "25/04"), encoding="utf-8")
    paths[1].write_text("No,Kind,Ended\nx1,RFP,Won\n", encoding="utf-8")
    wrong, good = import_files(
        workspace, CLIENT, paths[::-1], received_on=DAY, mapping=MAPPING, answers=WORDS
    )
    assert (wrong["verdict"], good["verdict"]) == ("refused", "imported")
    assert "no header 'In'" in wrong["found"]


def test_what_is_remembered_of_one_client_is_not_another_clients(take, workspace, tmp_path):
    take(UNSURE, answers={"date_order": "mdy"})
    other = make_client(tmp_path / "other", tables=[])
    path = tmp_path / "bids.csv"
    (entry,) = import_files(other, CLIENT, [path], received_on=DAY)
    assert entry["verdict"] == "needs_answer"
    assert Audit.open(CLIENT, other.root).imports == ()
