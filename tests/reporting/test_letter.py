"""The data request: a letter that anybody can act on, and a workbook to keep track in."""

from __future__ import annotations

import zipfile
from itertools import pairwise

import openpyxl
import pytest
from bs4 import BeautifulSoup

from cxaudit.reporting.letter import to_json, to_questions, write_request
from tests.small_firm import answer, change, make_client, open_small

NAME = '<script>alert("n")</script> =1+1 {{ 7*7 }} {name} & Söhne'
SYSTEM = "<img src=x onerror=alert(2)> =2+2"


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """Return a firm whose name and system are hostile, with campaigns and clients imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        tables = ("content_stat", "client", "interaction")
        workspace = make_client(tmp_path_factory.mktemp("w") / "w", tables)
        answer(workspace)
        systems = {"crm": {"name": SYSTEM, "tables": ["pursuit"]}}
        profile = open_small(workspace).file.profile | {"name": NAME, "systems": systems}
        change(workspace, profile=profile)
    return open_small(workspace)


@pytest.fixture(scope="module")
def files(audit, tmp_path_factory):
    """Return the written letter and workbook."""
    return write_request(audit, tmp_path_factory.mktemp("out") / "new", due="30 January 2026")


@pytest.fixture(scope="module")
def page(files) -> BeautifulSoup:
    """Return the letter taken apart."""
    return BeautifulSoup(files[0].read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def book(files):
    """Return the workbook."""
    return openpyxl.load_workbook(files[1])


def article(page, title: str):
    return next(a for a in page.find_all("article") if title in a.h3.get_text())


def test_the_files_are_named_after_the_client(files):
    assert [path.name for path in files] == [
        "data-request-small-firm.html", "data-request-small-firm.xlsx",
    ]  # fmt: skip


def test_client_text_is_shown_as_it_was_typed_and_never_runs(page):
    assert page.find_all(["script", "img", "iframe", "link"]) == []
    assert page.h1.get_text() == f"Data request: {NAME}"
    assert "uses figures on its clients' experience" in page.header.get_text()
    assert NAME in page.header.get_text()
    assert SYSTEM in article(page, "RFPs, RFIs and pitches").get_text()


def test_the_letter_loads_nothing(files, page):
    text = files[0].read_text(encoding="utf-8")
    assert "default-src 'none'" in page.find("meta", {"http-equiv": True})["content"]
    assert "http://" not in text
    assert "https://" not in text
    assert "url(" not in text


def test_each_set_says_rows_days_place_columns_and_what_for(page):
    found = article(page, "RFPs, RFIs and pitches")
    told = found.get_text(" ", strip=True)
    assert "still to come" in told
    assert "lost and declined ones included" in told
    assert "1 Jan 2024 to 31 Dec 2025" in told
    assert "sheet RFP log of the intake workbook" in told
    assert "K18 Buy: sales conversion from RFP" in told
    rows = [[cell.get_text() for cell in row.find_all(["td", "th"])]
            for row in found.table.tbody.find_all("tr")]  # fmt: skip
    assert ["The day the answer left", "Submitted", "K16, K17, K18", "lacks"] in rows


def test_what_a_set_still_lacks_is_told_beside_what_came(page):
    told = article(page, "Clients").get_text(" ", strip=True)
    assert "Here already: client.csv. What came lacks:" in told
    assert "service tier in the firm's own words" in told


def test_persons_are_asked_for_by_address_and_promised_a_code(page):
    told = article(page, "Guests of events").get_text(" ", strip=True)
    assert "E-mail address or user name; a code replaces it when the file is read" in told


def test_free_text_is_asked_to_stay_out(page):
    assert "Subject, Notes, Location" in article(page, "Meetings with clients").get_text()


def test_a_use_case_stands_in_the_firms_own_words(page):
    told = article(page, "E-mail campaigns").get_text(" ", strip=True)
    assert (
        "K03 E-mail open rate: The campaign lead sets targets, because attention is scarce." in told
    )


def test_open_sets_are_numbered_first_and_without_a_gap(page, audit):
    numbers = [int(a.find(class_="rq-number").get_text()) for a in page.find_all("article")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(to_json(audit)["requests"]) == len(numbers) + 1


def test_what_is_here_is_listed_and_not_asked_for(page):
    assert not any("Complaints" in a.h3.get_text() for a in page.find_all("article"))
    here = next(s for s in page.find_all("section") if s.h2.get_text() == "What is here already")
    assert "Complaints" in here.get_text()
    assert "interaction.csv" in here.get_text()


def test_the_due_day_stands_there_and_room_is_left_for_the_rest(page):
    facts = {f.dt.get_text(): f.dd.get_text().strip() for f in page.select(".rq-facts div")}
    assert facts["Please send by"] == "30 January 2026"
    assert facts["To"] == ""
    assert facts["Audited period"] == "1 Jan 2025 to 31 Dec 2025"


def test_questions_name_whom_to_ask_and_which_figures_wait(audit, page):
    found = {question: (who, figures) for question, who, figures in to_questions(audit)}
    pages = found["Which pages of the website are thought leadership?"]
    assert pages[0] == "Marketing"
    assert pages[1].startswith("K06 Time on thought leadership")
    assert "Which target has the firm set itself for E-mail open rate?" in found
    assert "Questions only the firm can answer" in page.get_text()


def test_headings_are_in_order_and_tables_have_captions(page):
    levels = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3"])]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(table.caption for table in page.find_all("table"))


def test_the_workbook_has_a_row_a_set_and_room_to_keep_track(book, audit):
    sheet = book["Requests"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    head = {name: column for column, name in enumerate(rows[0])}
    asked = to_json(audit)["requests"]
    assert [row[head["What"]] for row in rows[1:]] == [r["title"] for r in asked]
    cell = sheet.cell(5, head["Promised for"] + 1)
    assert (cell.protection.locked, cell.number_format) == (False, "yyyy-mm-dd")
    assert {sheet.title for sheet in book} == {"Requests", "Columns", "Questions"}


def test_the_workbook_holds_no_formula(files):
    with zipfile.ZipFile(files[1]) as packed:
        sheets = [packed.read(n) for n in packed.namelist() if n.startswith("xl/worksheets/")]
    assert not any(b"<f>" in text for text in sheets)


def test_the_same_audit_gives_the_same_bytes(audit, files, tmp_path):
    again = write_request(audit, tmp_path, due="30 January 2026")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_only_the_formats_asked_for_are_written(audit, tmp_path):
    assert [path.suffix for path in write_request(audit, tmp_path, ["xlsx"])] == [".xlsx"]
