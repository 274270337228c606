"""The report's page: loads nothing, runs nothing, reads in order, and names no machine."""

from __future__ import annotations

import base64
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from cxaudit.audit import Audit
from cxaudit.reporting.html import to_contents
from tests.reporting.pages import read_page

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
LOADING = ["script", "iframe", "object", "embed", "link", "base", "form", "video", "audio"]


@pytest.fixture(scope="module")
def folder(demo_report) -> Path:
    return demo_report[1]


@pytest.fixture(scope="module")
def page(folder):
    return read_page(folder / "report.html")


def test_a_whole_report_is_a_page_a_notebook_and_their_stamp(demo_report, demo_audit):
    ended, folder = demo_report
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "report.ipynb", "stamp.json",
    }  # fmt: skip
    assert folder.name == ended.client == demo_audit.client
    assert folder.parent.name == str(demo_audit.period)
    assert {Path(file).name for file in ended.files} == {"report.html", "report.ipynb"}


def test_its_stamp_is_the_client_the_period_and_the_data_that_were_asked_for(folder, demo_audit):
    notebook = json.loads((folder / "report.ipynb").read_text(encoding="utf-8"))
    stamps = [
        output["metadata"]["cxaudit_stamp"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if "cxaudit_stamp" in output.get("metadata", {})
    ]
    reopened = Audit.open(demo_audit.client, demo_audit.workspace.root)
    assert stamps == [
        {"client": reopened.client, "period": str(reopened.period),
         "data_hash": reopened.data_hash}
    ]  # fmt: skip


def test_it_forbids_itself_to_load_anything(page):
    (policy,) = page.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy["content"] == POLICY
    assert page.find("meta", attrs={"charset": "utf-8"})


def test_nothing_in_it_loads_or_runs(page):
    assert page.find_all(LOADING) == []
    handlers = [t for t in page.find_all(True) for name in t.attrs if name.startswith("on")]
    assert handlers == []
    for tag in page.find_all(src=True):
        assert tag["src"].startswith("data:image/")
    assert page.find_all(srcset=True) == []
    styles = " ".join(style.get_text() for style in page.find_all("style"))
    assert not re.search(r"@import|url\(|expression", styles)
    assert page.find_all(style=re.compile("url")) == []


def test_its_pictures_load_nothing_either(page):
    for image in page.find_all("img"):
        svg = base64.b64decode(image["src"].partition(",")[2]).decode()
        assert "<script" not in svg
        assert not re.search(r'(href|src)="(?!#)', svg)


def test_its_links_lead_into_the_page_or_plainly_to_a_published_source(page):
    links = [link["href"] for link in page.find_all("a")]
    assert links
    assert all(link.startswith(("#", "https://", "http://")) for link in links)
    outside = [link for link in page.find_all("a") if not link["href"].startswith("#")]
    assert all(link["rel"] == ["noreferrer"] for link in outside)


def test_it_has_one_title_and_headings_that_skip_no_level(page, demo_audit):
    (title,) = page.find_all("h1")
    assert demo_audit.name in title.get_text()
    assert page.title.get_text() == title.get_text()
    assert page.html["lang"] == "en"
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_the_contents_name_every_section_and_resolve(page):
    anchors = [link["href"][1:] for link in page.select("nav a")]
    sections = [heading.get("id") for heading in page.find_all("h2")]
    assert anchors == sections
    assert len(set(sections)) == len(sections) >= 9


def test_contents_keep_the_characters_of_a_heading():
    cell = type("Cell", (), {"cell_type": "markdown", "source": "## What it's worth & why\n\nx"})
    document = type("Document", (), {"cells": [cell]})
    assert to_contents(document) == [("what-it-s-worth-why", "What it's worth & why")]


def test_every_table_has_a_caption_of_its_own_and_scoped_heads(page):
    captions = [table.caption.get_text() for table in page.find_all("table")]
    assert len(set(captions)) == len(captions) > 10
    headings = {heading.get_text() for heading in page.find_all("h2")}
    assert not headings & set(captions)
    assert all(head.get("scope") for head in page.find_all("th"))


def test_every_picture_has_an_alternative_text_that_heads_it(page):
    images = page.find_all("img")
    assert len(images) == 5
    for image in images:
        assert image["alt"] == image.find_previous(class_="cx-figure-head").get_text()
        assert image["alt"].endswith(".")


def test_code_is_left_out_and_invented_data_are_called_so(page):
    assert "cx.show" not in page.get_text()
    assert "run_request" not in page.get_text()
    assert "This firm is invented, and so are its data and its peers." in page.get_text()


@pytest.mark.parametrize("name", ["report.html", "report.ipynb"])
def test_it_names_neither_the_machine_nor_the_person_who_ran_it(folder, demo_audit, name):
    text = (folder / name).read_text(encoding="utf-8")
    assert str(demo_audit.workspace.root) not in text
    assert "quillon" not in text
    assert not re.search(r"/(home|root|tmp|Users|usr|var)/", text)
    assert not re.search(r"[A-Z]:\\\\", text)


def test_the_notebook_keeps_nothing_of_the_run(folder):
    notebook = json.loads((folder / "report.ipynb").read_text(encoding="utf-8"))
    assert "papermill" not in notebook["metadata"]
    tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])]
    assert tags == ["parameters"]
    assert {name for cell in notebook["cells"] for name in cell["metadata"]} <= {"tags"}
    kinds = {o["output_type"] for c in notebook["cells"] for o in c.get("outputs", [])}
    assert kinds == {"execute_result"}
    assert notebook["cells"][0]["source"] == ['run_request = ""']
