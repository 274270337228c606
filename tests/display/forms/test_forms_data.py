"""The form over the data: files in, questions answered, the firm's own figures noted."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cxaudit.audit import Audit
from cxaudit.display import edit
from cxaudit.display.forms.data import DataForm
from cxaudit.display.forms.importing import to_file_name
from cxaudit.display.forms.importing.asking import Asking
from cxaudit.intake import list_imports
from tests.display.forms.reading import all_markup, is_shown, status, stored

PLAIN = "pursuit_id,kind,received,submitted,outcome\np1,RFP,2025-01-13,2025-01-24,won\n"
UNSURE = "pursuit_id,kind,received,submitted,outcome\np2,RFP,03/04/2025,04/04/2025,lost\n"


def upload(form: DataForm, **files: str) -> None:
    """Hand files in as a browser does."""
    form.controls["upload"].value = [
        {"name": f"{name}.csv", "type": "text/csv", "size": len(text), "content": text.encode(),
         "last_modified": datetime(2026, 1, 5, tzinfo=UTC)}
        for name, text in files.items()
    ]  # fmt: skip


def test_an_uploaded_file_is_imported_and_accounted_for(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, bids=PLAIN)
    (record,) = list_imports(audit.folder)
    assert (record["file"], record["rows"]["in"]) == ("bids.csv", 1)
    assert "1 row in = 1 imported + 0 set aside + 0 blank + 0 totals" in all_markup(form)
    assert status(form) == "Saved, 1 file imported, 0 figures reported by the firm"


def test_the_audit_file_is_not_touched_by_an_import(audit: Audit) -> None:
    before = stored(audit).revision
    upload(edit.data(audit), bids=PLAIN)
    assert stored(audit).revision == before


def test_the_same_content_twice_is_told_and_stored_once(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, bids=PLAIN)
    upload(form, again=PLAIN)
    assert [entry["verdict"] for entry in form.entries] == ["duplicate"]
    assert len(list_imports(audit.folder)) == 1


def test_an_answer_that_does_not_fit_keeps_its_question_and_what_is_in(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, bids=PLAIN)
    form.files.asked["bids.csv"] = Asking(
        [{"id": "observed_on", "ask": "On which day?", "choices": [], "optional": True}], {}
    )
    form.files.waiting["bids.csv"] = b"\x00"
    form.files.entries[0]["questions"] = [1]
    form.files.asking["bids.csv"]["observed_on"].value = "31/12/2025"
    form.files.answer("bids.csv")
    (entry,) = form.entries
    assert entry["verdict"] == "refused" and "bids.csv" in form.files.asking
    assert entry["message"].endswith("the file stays in as it was read before")
    assert len(list_imports(audit.folder)) == 1


def test_files_of_subfolders_are_listed_and_told_apart(audit: Audit, tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / "in" / place).mkdir(parents=True)
        text = PLAIN.replace("p1", place)
        (tmp_path / "in" / place / "bids.csv").write_text(text, encoding="utf-8")
    form = edit.data(audit)
    form.controls["folder"].value = str(tmp_path / "in")
    assert [label for label, _ in form.controls["found"].options] == ["a/bids.csv", "b/bids.csv"]
    form.controls["take"].click()
    assert "choose files in the list first" in status(form)
    form.controls["found"].value = tuple(path for _, path in form.controls["found"].options)
    form.controls["take"].click()
    assert status(form).startswith("Saved, 2 files imported")


def test_a_file_that_asks_waits_for_its_answers(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, bids=UNSURE)
    assert not list_imports(audit.folder)
    assert "Does the day or the month stand first" in html.unescape(all_markup(form))
    asked = form.files.asking["bids.csv"]
    assert [control.value for control in asked.values()] == [None] * len(asked)
    form.controls["answer.bids.csv"].click()
    assert not list_imports(audit.folder)
    while form.files.asking:
        for control in form.files.asking["bids.csv"].values():
            control.value = "dmy"
        form.controls["answer.bids.csv"].click()
    (record,) = list_imports(audit.folder)
    assert set(record["answers"].values()) == {"dmy"}
    days = Audit.open("acme", audit.workspace.root).engine.execute("select received from pursuit")
    assert days.fetchall() == [(date(2025, 4, 3),)]


def test_good_files_come_in_beside_one_that_is_refused(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, bids=PLAIN, odd="a,b\n1,2\n")
    verdicts = {entry["file"]: entry["verdict"] for entry in form.entries}
    assert verdicts == {"bids.csv": "imported", "odd.csv": "refused"}
    assert "odd.csv: waits to be mapped" in all_markup(form)
    assert len(list_imports(audit.folder)) == 1


def test_files_are_picked_from_a_folder(audit: Audit, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "bids.csv").write_text(PLAIN, encoding="utf-8")
    (inbox / "notes.docx").write_bytes(b"no export")
    form = edit.data(audit)
    form.controls["folder"].value = str(inbox)
    assert [label for label, _ in form.controls["found"].options] == ["bids.csv"]
    form.controls["found"].index = (0,)
    form.controls["take"].click()
    assert [record["file"] for record in list_imports(audit.folder)] == ["bids.csv"]


def test_a_folder_that_is_not_there_is_told(audit: Audit, tmp_path: Path) -> None:
    form = edit.data(audit)
    form.controls["folder"].value = str(tmp_path / "nowhere")
    assert "there is no folder" in status(form)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("bids.csv", "bids.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\bids.csv", "bids.csv"),
        ("..", "file-1"),
        ("a\x00b<c>.csv", "abc.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_an_uploaded_name_is_never_a_path(name: str, kept: str) -> None:
    assert to_file_name(name, 0) == kept


def test_file_names_are_never_markup(audit: Audit) -> None:
    form = edit.data(audit)
    form.files.take({"a&b.csv": b"a,b\n1,2\n"})
    assert "a&amp;b.csv: waits to be mapped" in all_markup(form)


def test_a_reported_figure_is_saved_with_the_period_it_looks_at(audit: Audit) -> None:
    form = edit.data(audit)
    form.controls["reported.kpi"].value = "rfp_success_rate"
    assert form.controls["reported.start"].value == "2024-01-01"
    assert form.controls["reported.end"].value == "2025-12-31"
    form.controls["reported.value"].value = "31%"
    (figure,) = stored(audit).reported
    assert (figure.kpi_id, figure.value) == ("rfp_success_rate", 0.31)
    assert (figure.period_start, figure.period_end) == (date(2024, 1, 1), date(2025, 12, 31))
    assert "RFP / RFI success rate, 2024-01-01 to 2025-12-31: 31.0%" in all_markup(form)


def test_context_figures_may_be_reported_too(audit: Audit) -> None:
    form = edit.data(audit)
    form.controls["reported.kpi"].value = "aum"
    form.controls["reported.value"].value = "12500000000"
    assert stored(audit).reported[0].value == 12_500_000_000


@pytest.mark.parametrize("typed", ["1,5", "about 30%", "nan", "inf", "1_000"])
def test_a_value_that_is_no_plain_number_is_refused(audit: Audit, typed: str) -> None:
    form = edit.data(audit)
    form.controls["reported.kpi"].value = "rfp_success_rate"
    form.controls["reported.value"].value = typed
    assert "is not a number with a decimal point" in status(form)
    assert form.controls["reported.value"].value == typed
    assert not stored(audit).reported


def test_a_value_without_a_figure_is_refused(audit: Audit) -> None:
    form = edit.data(audit)
    form.controls["reported.value"].value = "0.3"
    assert status(form) == "Unsaved: say first which figure it is, and for which period"


def test_a_reported_figure_can_be_taken_back(audit: Audit) -> None:
    form = edit.data(audit)
    form.controls["reported.kpi"].value = "rfp_success_rate"
    form.controls["reported.value"].value = "0.31"
    assert is_shown(form.controls["reported.remove"])
    form.controls["reported.remove"].click()
    assert not stored(audit).reported
    assert form.controls["reported.value"].value == ""
