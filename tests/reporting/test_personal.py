"""The last look at a report before it is published: nobody of an export is named in it."""

from __future__ import annotations

import base64
import json
from datetime import date

import pytest

from cxaudit.audit import Audit, import_files, persons
from cxaudit.audit.measured import FRESH
from cxaudit.audit.persons import find_persons
from cxaudit.errors import ClientDataError
from cxaudit.intake import to_pseudonyms
from cxaudit.reporting.personal import find_traces, refuse_traces
from tests.intake.files import archive
from tests.small_firm import CLIENT, make_client

PERSONS = ("Zelda Marrowby", "oriel.quince", "Tam van der Plover", "zelda@bird.example")
GUESTS = "event_id,person_key,event_start,role,reg_status,attended\n" + "".join(
    f"E1,{name},2025-05-05T09:00:00Z,attendee,approved,true\n" for name in PERSONS
)
BIDS = "pursuit_id,kind,received,submitted,outcome,owner\np1,RFP,2025-02-03,2025-02-24,won,{}\n"
TYPED = "questions to desk@audit.example or +44 20 7946 0123"


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """Return a firm whose exports named four persons and a client service team."""
    home = tmp_path_factory.mktemp("named")
    (home / "guests.csv").write_text(GUESTS, encoding="utf-8")
    (home / "bids.csv").write_text(BIDS.format("Client service"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(home / "keys"))
        made = make_client(home / "book", [], {"as_of": "2025-12-31", "note": TYPED})
        files = [home / "guests.csv", home / "bids.csv"]
        entries = import_files(made, CLIENT, files, received_on=date(2026, 1, 5))
        assert [e["verdict"] for e in entries] == ["imported"] * 2, entries
        yield Audit.open(CLIENT, made.root)


def drawing(svg: str) -> str:
    """Return a picture as a page of ours holds it."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="a finding." src="data:image/svg+xml;base64,{data}">'


@pytest.mark.parametrize(
    ("text", "what"),
    [("write to ann.one@bird.example today", "an e-mail address"),
     ("write to ann@<wbr>bird.<b>example</b>", "an e-mail address"),
     ("ann&#64;bird.example", "an e-mail address"),
     ("call +44 20 7946 0999", "a phone number"), ("call 020 7946 0999", "a phone number"),
     ("from 203.0.113.7", "an internet address"),
     ("<span title='ann@bird.example'>A</span>", "an e-mail address"),
     ("<a href='mailto:ann@bird.example'>Ann</a>", "an e-mail address"),
     ("<!-- ann@bird.example -->", "an e-mail address"),
     ("<svg><text>ann@bird.example</text></svg>", "an e-mail address"),
     (drawing('<svg><g aria-label="ann@bird.example"><use href="#c1"/></g></svg>'),
      "an e-mail address"),
     (drawing("<svg><!-- ann@bird.example --><path d='M1 2'/></svg>"), "an e-mail address"),
     (drawing("<svg><text>ann&#64;bird.example</text></svg>"), "an e-mail address")],
)  # fmt: skip
def test_addresses_and_numbers_are_found_wherever_a_page_holds_them(look, text, what):
    (trace,) = look(f"<h1>Firm</h1><h2>Mails</h2><p>{text}</p><h2>End</h2><p>0.5</p>")
    assert trace.what == what and "Mails" in trace.place
    assert "bird" not in trace.in_words() and "0999" not in trace.in_words()


@pytest.mark.parametrize("person", PERSONS[:3])
def test_a_person_whom_an_import_made_a_pseudonym_is_found_without_opening_the_export(look, person):
    (trace,) = look(f"<h2>Events</h2><table><tr><td>led by {person}, twice</td></tr></table>")
    assert trace.what == "a person of an export" and "Events" in trace.place
    assert person not in trace.in_words() and "led by" in trace.in_words()
    assert look(f"<p>{person.upper()}</p>"), "however it is written"


def test_names_of_strangers_and_of_functions_are_none_of_the_exports_persons(look):
    assert look("<p>Ann Othername led the Client service team; no. 4 of 10</p>") == []


@pytest.mark.parametrize(
    "text",
    ["desk@audit.example", "+44 20 7946 0123", "2025-01-01 to 2025-12-31",
     "01/02/2025 - 31/03/2025", "1,234,567 of 0.0457 (0.01 to 0.09)", "version 1.2.3.0",
     "K03 000 1", "<style>p{content:'x@y.zz'}</style>"],
)  # fmt: skip
def test_what_somebody_typed_and_dates_and_figures_are_let_pass(look, text):
    assert look(f"<p>{text}</p>") == []


def test_a_notebook_is_read_cell_by_cell_and_pictures_are_not(look):
    page = {"text/html": ["<p>ann@bird", ".example</p>"], "image/png": "YW5uQGJpcmQuZXhhbXBsZQ=="}
    cells = [
        {"source": "# Firm"},
        {"source": [], "outputs": [{"data": page}, {"text": ["call 020 7946 0999\n"]}]},
    ]
    found = look(json.dumps({"cells": cells}), "report.ipynb")
    assert {(trace.what, trace.place) for trace in found} == {
        ("an e-mail address", "cell 2"), ("a phone number", "cell 2"),
    }  # fmt: skip


def test_what_a_page_shows_of_its_notebook_is_read_where_it_comes_from(audit, tmp_path):
    padding = "<td>0.5</td>" * 60
    shown = f"<h3>Mails</h3><table><tr><td>ann@bird.example</td>{padding}</tr></table>"
    cells = [{"source": "# Firm"}, {"source": [], "outputs": [{"data": {"text/html": [shown]}}]}]
    (tmp_path / "report.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    page = f"<h2>Firm</h2>{shown}<h2>End</h2><p>by bo@bird.example</p>"
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    assert [(trace.file, trace.place) for trace in find_traces(tmp_path, audit)] == [
        ("report.html", "under the heading “End”"),
        ("report.ipynb", "cell 2, under the heading “Mails”"),
    ]


def test_a_page_that_shows_something_else_than_its_notebook_is_read_whole(audit, tmp_path):
    shown = "<p>ann@bird.example</p>" + "<i>1</i>" * 100
    cells = [{"source": [], "outputs": [{"data": {"text/html": "<p>x</p>"}}]}]
    (tmp_path / "report.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "report.html").write_text(f"<p>x</p>{shown}", encoding="utf-8")
    assert [trace.file for trace in find_traces(tmp_path, audit)] == ["report.html"]


def test_what_widgets_hold_is_read_too(look):
    state = {"m": {"state": {"value": "<p>ann@<b>bird</b>.example</p>", "description": "twice"}}}
    notebook = {"cells": [], "metadata": {"widgets": {"state+json": {"state": state}}}}
    (trace,) = look(json.dumps(notebook), "report.ipynb")
    assert (trace.what, trace.place) == ("an e-mail address", "the widgets' state")


@pytest.mark.parametrize("name", ["report.xlsx", "report.docx", "report.pptx"])
def test_office_documents_are_read_part_by_part(look, name):
    held = b"<sst><si><t>Ask ann@bird.example</t></si></sst>"
    (trace,) = look(archive({"xl/sharedStrings.xml": held, "xl/pic.png": b"x@y.zz"}), name)
    assert (trace.what, trace.place) == ("an e-mail address", "xl/sharedStrings.xml")


def test_the_refusal_names_the_places_the_way_out_and_no_person(audit, tmp_path):
    rows = "".join(f"<p>{n} ann{n}@bird.example</p>" for n in range(9))
    (tmp_path / "report.html").write_text(f"<h2>Mails</h2>{rows}<p>Zelda Marrowby</p>")
    with pytest.raises(ClientDataError, match="not published") as refused:
        refuse_traces(find_traces(tmp_path, audit), audit)
    assert "and 5 more" in refused.value.found and "report.html" in refused.value.found
    assert f"cxaudit set {CLIENT} note=" in refused.value.next
    assert "bird" not in str(refused.value) and "Zelda" not in str(refused.value)


def test_persons_are_found_by_the_kept_list_and_where_it_would_be_too_long(audit, monkeypatch):
    person = PERSONS[0]
    assert len(find_persons(audit, [person, "Nobody Known"])) == 1
    with monkeypatch.context() as patch:
        patch.setattr(persons, "connect", None)
        assert find_persons(audit, ["Nobody Known"]) == frozenset(), "the kept list is enough"
    monkeypatch.setattr(persons, "MOST_KEPT", 1)
    monkeypatch.setenv(FRESH, "1")
    afresh = Audit.open(CLIENT, audit.workspace.root)
    assert find_persons(afresh, [person, "Nobody Known"]) == {person}


def test_a_pseudonym_that_only_begins_alike_is_no_person(audit, monkeypatch):
    def begin_alike(texts, key):
        return (made[:16] + made[16:][::-1] for made in to_pseudonyms(texts, key))

    monkeypatch.setattr(persons, "to_pseudonyms", begin_alike)
    assert find_persons(audit, [PERSONS[0]]) == frozenset()


def test_without_the_clients_key_names_are_not_known_and_addresses_are_found(
    look, monkeypatch, tmp_path
):
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "none"))
    assert [t.what for t in look("<p>Zelda Marrowby, zelda@bird.example</p>")] == [
        "an e-mail address"
    ]


def test_the_report_of_a_demo_firm_names_nobody(demo_report, demo_audit):
    assert list(find_traces(demo_report[1], demo_audit)) == []
