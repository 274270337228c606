"""The published report in a real browser: it asks nobody for anything and passes axe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.browser.lab import CHROMIUM_FLAGS
from tests.conftest import REPO_ROOT

pytestmark = pytest.mark.browser

HOW = "pip install 'cxaudit[browser]'"
playwright = pytest.importorskip(
    "playwright.sync_api", reason=f"playwright is not installed: {HOW}"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason=f"axe-playwright-python is absent: {HOW}"
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
ARTEFACTS = REPO_ROOT / "test-artefacts"
WIDTHS = (1180, 700)


@dataclass
class Visit:
    """An opened report, what it asked for and what it complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=WIDTHS)
def visit(request: pytest.FixtureRequest, demo_report: tuple[Any, Path]) -> Iterator[Visit]:
    """Open the demo firm's report at one width; its picture is kept in test-artefacts."""
    if CHROMIUM is None:
        pytest.skip("no chromium was found: apt-get install chromium, or name it in CHROMIUM")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        page = browser.new_page(viewport={"width": request.param, "height": 1000})
        opened = Visit(page)
        page.on("request", lambda r: opened.asked.append(r.url))
        page.on("console", lambda m: opened.complaints.append(m.text))
        page.on("pageerror", lambda e: opened.complaints.append(str(e)))
        page.goto((demo_report[1] / "report.html").as_uri())
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=str(ARTEFACTS / f"report-{request.param}.png"), full_page=True)
        yield opened
        browser.close()


def test_it_asks_for_nothing_but_itself(visit):
    outside = [url for url in visit.asked if not url.startswith("data:")]
    assert outside == [visit.page.url]


def test_the_browser_complains_of_nothing(visit):
    assert visit.complaints == []


def test_axe_finds_nothing_serious(visit):
    found = axe.Axe().run(visit.page).response["violations"]
    grave = {
        finding["id"]: [node["html"][:200] for node in finding["nodes"]][:3]
        for finding in found
        if finding["impact"] in ("serious", "critical")
    }
    assert grave == {}


def test_every_picture_is_drawn_and_nothing_runs_off_the_page(visit):
    widths = visit.page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert len(widths) == 5
    assert min(widths) > 0
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(overflow) == 0


def test_a_name_of_five_thousand_letters_keeps_to_the_page(visit):
    overflow = """title => {
        const head = document.querySelector("h1"), before = head.textContent;
        head.textContent = title;
        const page = document.documentElement, over = page.scrollWidth - page.clientWidth;
        head.textContent = before;
        return [over, head.clientWidth > 0];
    }"""
    assert visit.page.evaluate(overflow, "CX Data Maturity Audit: " + "A" * 5_000) == [0, True]


def test_every_entry_of_the_contents_leads_to_its_section(visit):
    links = visit.page.locator("nav a")
    for link in links.all():
        link.click()
        target = visit.page.locator(":target")
        assert target.inner_text() == link.inner_text()
    assert visit.asked[0] == visit.page.url.partition("#")[0]
