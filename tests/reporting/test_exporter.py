"""The kept exporter gives what a new one would, and no parser goes over a page that needs none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxaudit.reporting import write_html
from cxaudit.reporting.page import to_exporter
from tests.conftest import REPO_ROOT

TEMPLATES = REPO_ROOT / "templates"
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def make_document(*shown: dict[str, str]):
    outputs = [new_output("display_data", data) for data in shown]
    prose = new_markdown_cell(
        "# Firm\n\n## Part\n\nText with *stress* & `code`.\n\n| a | b |\n|-|-|"
    )
    return new_notebook(cells=[prose, new_code_cell("1", outputs=outputs)])


def told(html: str) -> list[object]:
    """Return a page's elements with their attributes, and its texts, in their order."""
    parts = []
    for part in BeautifulSoup(html, "html.parser").descendants:
        if part.name:
            parts.append((part.name, sorted(part.attrs.items())))
        elif str(part).strip():
            parts.append(str(part).strip())
    return parts


PLAIN = make_document({"text/html": "<p class='x'>1 &lt; 2 &amp; é</p>"}, {"text/plain": "a < b"})
DRAWN = make_document(
    {"text/html": '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><img alt="" src=x>'}
)
BARE = make_document({"image/png": DOT})


@pytest.mark.parametrize("document", [PLAIN, DRAWN, BARE], ids=["plain", "drawn", "bare"])
def test_a_page_says_what_nbconverts_own_exporter_says(document):
    own = HTMLExporter(
        template_name="report", extra_template_basedirs=[str(TEMPLATES)], exclude_input=True,
        exclude_input_prompt=True, exclude_output_prompt=True, exclude_anchor_links=True,
    )  # fmt: skip
    facts = {"cx": {"title": "Firm", "style": "", "contents": []}}
    for _ in range(2):
        kept, _ = to_exporter(TEMPLATES).from_notebook_node(document, resources=facts)
        assert told(kept) == told(own.from_notebook_node(document, resources=facts)[0])


def test_a_picture_that_nobody_described_is_described(tmp_path):
    write_html(BARE, tmp_path / "page.html", TEMPLATES)
    (image,) = BeautifulSoup((tmp_path / "page.html").read_text(), "html.parser").find_all("img")
    assert image["alt"]


def test_the_exporter_is_kept_until_its_template_changes(tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    first = to_exporter(tmp_path / "templates")
    assert to_exporter(tmp_path / "templates") is first
    template = tmp_path / "templates" / "report" / "index.html.j2"
    template.write_text(template.read_text().replace('lang="en"', 'lang="de"'))
    write_html(PLAIN, tmp_path / "page.html", tmp_path / "templates")
    assert 'lang="de"' in (tmp_path / "page.html").read_text()


def test_a_widget_shows_as_text_on_a_page_without_scripts(tmp_path):
    kind, name = "application/vnd.jupyter.widget-view+json", "0" * 32
    document = make_document({kind: {"model_id": name}, "text/plain": "IntSlider(value=3)"})
    state = {"state": {name: {"model_name": "IntSliderModel", "state": {}}}}
    document.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    write_html(document, tmp_path / "page.html", TEMPLATES)
    assert "IntSlider(value=3)" in Path(tmp_path / "page.html").read_text()
    assert "widgets" in document.metadata
