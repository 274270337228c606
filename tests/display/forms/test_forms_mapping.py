"""A table that no known export has, on the page: guessed, mended, confirmed, remembered."""

from __future__ import annotations

import html

import pytest

from cxaudit.audit import Audit
from cxaudit.display import edit
from cxaudit.display.forms.data import DataForm
from cxaudit.display.forms.importing.mapping import MADE, MappingBox
from cxaudit.intake import list_imports
from tests.display.forms.reading import all_markup, is_shown
from tests.display.forms.test_forms_data import upload

OWN = (
    "Bid no;Kunde;Type;Date in;Abgabe;Status;Size (EUR m);Lead\n"
    "B-1;Nordpension;RFP;03/04/2025;04/05/2025;Won;12,5;Anna Berg\n"
    "B-2;Südkasse;RFI;05/04/2025;07/05/2025;offen;100,0;Jan Kern\n"
)
MAILS = (
    "Campaign name,Sent on,Recipients,Delivered,Unique opens,Unique clicks\n"
    "January letter,2025-01-14,1000,980,400,60\nMarch letter,2025-03-11,1100,1078,410,66\n"
)


@pytest.fixture
def form(audit: Audit) -> DataForm:
    """Return the form with an unknown table handed in."""
    opened = edit.data(audit)
    upload(opened, own=OWN)
    return opened


def box_of(form: DataForm, name: str = "own.csv") -> MappingBox:
    return form.files.maps[name]


def said(form: DataForm) -> str:
    return html.unescape(all_markup(form))


def test_an_unknown_table_opens_its_mapping_with_a_guess_to_confirm(form: DataForm) -> None:
    box = box_of(form)
    assert box.layout.value == "generic__rfp_log"
    assert {header: control.value for header, control in box.columns.items()} == {
        "Bid no": "pursuit_id", "Kunde": "prospect", "Type": "kind", "Date in": "received",
        "Abgabe": "submitted", "Status": "outcome", "Size (EUR m)": "exp_aum", "Lead": "owner",
    }  # fmt: skip
    assert (box.units["Size (EUR m)"].value, box.units["Date in"].value) == ("million", None)
    assert is_shown(box.units["Date in"]) and not is_shown(box.units["Kunde"])
    assert said(form).count("to confirm") == 8
    assert "Nordpension, Südkasse" in said(form) and "Anna Berg" not in said(form)


def test_nothing_is_imported_before_it_is_confirmed(form: DataForm, audit: Audit) -> None:
    assert list_imports(audit.folder) == []
    assert not (audit.folder / "mappings").exists()


def test_confirming_asks_what_is_open_and_then_imports(form: DataForm, audit: Audit) -> None:
    box_of(form).button.click()
    asked = form.files.asking["own.csv"]
    assert set(asked) == {
        "received.date_order", "submitted.date_order", "date_order", "outcome:offen",
    }  # fmt: skip
    assert "Columns 'Date in' and 'Abgabe': Does the day or the month stand first?" in said(form)
    assert "date_order answers" not in said(form)
    asked["date_order"].value = "dmy"
    asked["outcome:offen"].value = "pending"
    form.controls["answer.own.csv"].click()
    (record,) = list_imports(audit.folder)
    assert record["answers"] == {"date_order": "dmy", "outcome:offen": "pending"}
    assert record["rows"]["imported"] == 2 and record["format"] == "generic__rfp_log"


def test_columns_that_differ_are_asked_one_by_one(form: DataForm, audit: Audit) -> None:
    box_of(form).button.click()
    asking = form.files.asked["own.csv"]
    asking.differ["date_order"].value = True
    assert asking.controls["date_order"].disabled
    asking.controls["received.date_order"].value = "dmy"
    asking.controls["submitted.date_order"].value = "mdy"
    asking.controls["outcome:offen"].value = "lost"
    assert asking.answers() == {
        "received.date_order": "dmy", "submitted.date_order": "mdy", "outcome:offen": "lost",
    }  # fmt: skip


def test_the_next_table_with_the_same_headers_comes_in_by_itself(
    form: DataForm, audit: Audit
) -> None:
    box_of(form).button.click()
    form.files.asking["own.csv"]["date_order"].value = "dmy"
    form.files.asking["own.csv"]["outcome:offen"].value = "pending"
    form.controls["answer.own.csv"].click()
    upload(form, next=OWN.replace("B-", "C-"))
    assert [entry["verdict"] for entry in form.entries] == ["imported"]
    assert "columns mapped as confirmed on" in said(form)
    assert "by tester for own.csv" in said(form)


def test_what_is_remembered_is_listed_and_forgotten_on_the_page(
    form: DataForm, audit: Audit
) -> None:
    assert not is_shown(form.files.kept.box)
    box_of(form).button.click()
    form.files.asking["own.csv"]["date_order"].value = "dmy"
    form.files.asking["own.csv"]["outcome:offen"].value = "pending"
    form.controls["answer.own.csv"].click()
    assert is_shown(form.files.kept.box)
    assert "table of own.csv: 3 things remembered" in said(form)
    assert "'offen' in outcome: pending" in said(form)
    form.controls["kept.layout"].value = form.controls["kept.layout"].options[1][1]
    form.controls["kept.forget"].click()
    assert not is_shown(form.files.kept.box)
    assert len(list_imports(audit.folder)) == 1


def test_another_kind_of_row_is_guessed_anew(form: DataForm) -> None:
    box = box_of(form)
    box.layout.value = "template__mandate"
    assert box.proposal.like == "template__mandate"
    assert "pursuit_id" in {control.value for control in box.columns.values()}
    assert list(box.constants) == ["mandate_id"]


def test_a_choice_is_short_and_its_tooltip_tells_all_of_it(form: DataForm) -> None:
    control = box_of(form).columns["Kunde"]
    labels = {value: label for label, value in control.options}
    assert labels["prospect"] == "prospect: Name of the prospect firm"
    assert all("(" not in label.replace("(needed)", "").replace("(not read)", "")
               for label in labels.values())  # fmt: skip
    control.value = "kind"
    assert control.tooltip.startswith("What the column Kunde is: What was asked; direct = a pitch")
    control.value = None
    assert control.tooltip == "What the column Kunde is"


def test_two_headers_for_one_column_are_told_beside_the_button(
    form: DataForm, audit: Audit
) -> None:
    box = box_of(form)
    box.columns["Kunde"].value = "pursuit_id"
    box.button.click()
    assert "two headers for pursuit_id" in html.unescape(box.told.value)
    assert list_imports(audit.folder) == []


def test_what_no_header_gives_is_asked_and_a_number_is_made(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, mails=MAILS)
    box = box_of(form, "mails.csv")
    assert {name: control.value for name, control in box.constants.items()} == {
        "item_id": MADE, "channel": "email",
    }  # fmt: skip
    assert box.lifetime is not None and box.lifetime.value is True
    box.constants["channel"].value = None
    box.button.click()
    assert "nothing fills channel" in html.unescape(box.told.value)
    box.constants["channel"].value = "email"
    box.button.click()
    (record,) = list_imports(audit.folder)
    assert record["rows"]["imported"] == 2


def test_a_file_without_any_table_is_refused_as_before(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, odd="1,2\n3,4\n")
    assert not form.files.maps and "odd.csv: refused" in said(form)
    assert "no table with a header was found" in said(form)


def test_headers_are_never_markup(audit: Audit) -> None:
    form = edit.data(audit)
    upload(form, odd="<img src=x onerror=alert(1)>,Kind\na,b\nc,d\n")
    assert "<img" not in all_markup(form) and "&lt;img" in all_markup(form)


def test_an_import_may_still_be_told_more(audit: Audit) -> None:
    text = "RFP ID,Type,Received,Submitted,Outcome,Expected AUM\nr1,RFP,2025-01-13,,won,1250\n"
    form = edit.data(audit)
    upload(form, log=text)
    assert [entry["verdict"] for entry in form.entries] == ["imported"]
    form.files.asking["log.csv"]["currency"].value = "EUR"
    form.controls["answer.log.csv"].click()
    (record,) = list_imports(audit.folder)
    assert record["answers"] == {"currency": "EUR"}
    found = Audit.open("acme", audit.workspace.root).engine.execute("select ccy from pursuit")
    assert found.fetchall() == [("EUR",)]
