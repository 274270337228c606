"""The walk as pages without code, by clicks and keys alone: from a new client to its level."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxaudit.audit import Audit
from cxaudit.intake import list_imports
from cxaudit.store import ClientFile, edit_client, read_client
from tests.browser.lab import CHROMIUM_FLAGS, end_server, free_port, wait_for_port
from tests.browser.pages import (
    PATIENCE_MS,
    WIDTH,
    arrive,
    choose,
    follow,
    is_local,
    keep,
    serious_faults,
    wait_until,
    walk_to,
)

pytestmark = pytest.mark.browser

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install 'cxaudit[browser]'"
)
pytest.importorskip("voila", reason="Voila is not installed: pip install 'cxaudit[app]'")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
CLIENT = "acme"
UNSURE = "pursuit_id,kind,received,submitted,outcome\np2,RFP,03/04/2025,04/04/2025,lost\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the client will lie; the workspace is there, and no client in it."""
    folder = tmp_path / "workspace" / "data" / "clients" / CLIENT
    folder.parent.mkdir(parents=True)
    return folder


@pytest.fixture
def address(folder: Path, tmp_path: Path) -> Iterator[str]:
    """Return where the pages are served, by the command itself."""
    port, log = free_port(), tmp_path / "app.log"
    command = [
        str(Path(sys.executable).parent / "cxaudit"), "app", "--root", str(tmp_path / "workspace"),
        "--no-browser", "--port", str(port),
    ]  # fmt: skip
    places = {"CXAUDIT_KEYS": str(tmp_path / "keys"), "CXAUDIT_WHO": "browser",
              "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}  # fmt: skip
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, **places},
        )  # fmt: skip
        try:
            wait_for_port(port, server)
            yield f"http://127.0.0.1:{port}/voila/render/"
        finally:
            end_server(server)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """Return a page that may reach the loopback address alone."""
    if CHROMIUM is None:
        pytest.skip("no chromium was found: apt-get install chromium, or name it in CHROMIUM")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        opened = browser.new_page(viewport={"width": WIDTH, "height": 1000})
        opened.set_default_timeout(PATIENCE_MS)
        try:
            yield opened
        finally:
            opened.screenshot(path=str(tmp_path / "last.png"))
            browser.close()


def test_a_newcomer_walks_from_a_new_client_to_the_level_of_the_firm(
    page: Any, address: str, folder: Path
) -> None:
    outside: list[str] = []
    page.on("request", lambda r: None if is_local(r.url) else outside.append(r.url))
    start_a_client(page, address)
    set_the_date(page, folder)
    scroll_by_wheel(page)
    follow(page, "next: which use cases apply")
    arrive(page, "Which of the 28", "app-02_use_cases")
    assert is_read_whole(page, ".cx-use-kpi select"), "a name in the list is cut off"

    answer_by_keys(page, folder)
    meet_another_window(page, folder)
    take_back_by_keys(page, folder)
    page.get_by_role("button", name="Read again what was saved").click()
    page.wait_for_function(
        "document.querySelector('.cx-use-who input')?.value === 'The content lead'"
    )

    follow(page, "next: what data came in")
    arrive(page, "What data came in", "app-03_data")
    hand_a_file_in(page, folder)
    follow(page, "next: how far the data carry")
    arrive(page, "How far do the data behind", "app-04_maturity")
    answer_the_purpose(page, folder)
    meet_the_level(page, folder)

    page.get_by_role("link", name="Contents").click()
    page.get_by_text("1 of 28 use cases").first.wait_for()
    page.get_by_text("takes back").first.wait_for()
    keep(page, "app-history")
    assert outside == []


def is_read_whole(page: Any, selector: str) -> bool:
    """Tell whether a list is wide enough for the longest of its lines."""
    return page.locator(selector).evaluate("e => e.scrollWidth <= e.clientWidth")


def start_a_client(page: Any, address: str) -> None:
    """Give a new client its name on the contents page, and open its audit."""
    page.goto(f"{address}00_start.ipynb", wait_until="commit")
    arrive(page, "How far is the audit", "app-chooser")
    assert not page.locator(".cx-choose-client select").is_visible(), "there is none to choose"
    page.get_by_label("New client").click()
    page.keyboard.type("Acme")
    page.get_by_role("button", name="Start an audit of it").click()
    page.get_by_text("Acme is ready").wait_for()
    page.get_by_role("link", name="Open the audit").click()
    page.get_by_text("has no date yet").wait_for()
    assert page.locator(".jp-CodeCell .jp-InputArea, .cm-editor").count() == 0, "no code is shown"
    page.get_by_role("link", name="Go to step 01").click()


def set_the_date(page: Any, folder: Path) -> None:
    """Set the only setting without which nothing goes on; a day that is none is told in sight."""
    arrive(page, "Whose data are judged", "app-01_firm")
    said = page.locator(".cx-edit-firm [role=status]")
    said.get_by_text("the as-of date is still needed").wait_for()
    page.get_by_text("Which period is judged", exact=True).last.click()
    day = page.get_by_label("As of", exact=True)
    for typed, told in (("31/12/2025", "As of: this value does not fit"), ("2025-12-31", "Saved")):
        day.click()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
        said.get_by_text(told).wait_for()
        assert said.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
    assert read_client(folder).profile["as_of"] == "2025-12-31"


def scroll_by_wheel(page: Any) -> None:
    """Reach the end of the page with the mouse's wheel; the bar at the top stays in sight."""
    page.mouse.wheel(0, 1200)
    page.wait_for_function("scrollY > 300")
    assert page.locator(".cx-bar").evaluate("e => e.getBoundingClientRect().top") == 0


def hand_a_file_in(page: Any, folder: Path) -> None:
    """Choose a file whose dates can be read two ways, and answer what it asks."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    files = [{"name": "bids.csv", "mimeType": "text/csv", "buffer": UNSURE.encode()}]
    chooser.value.set_files(files)
    said = page.locator(".cx-edit-data [role=status]")
    said.get_by_text("1 to be answered above before you leave").wait_for()
    page.get_by_text("Does the day or the month stand first").first.wait_for()
    assert list_imports(folder) == []
    first = page.locator("[class*=cx-data-ask-] select:visible").first
    choose(first, "day")
    keep(page, "app-question")
    page.get_by_role("button", name="Import bids.csv with these answers").click()
    page.get_by_text("1 row in = 1 imported + 0 set aside").wait_for()
    said.get_by_text("1 file imported").wait_for()
    (record,) = list_imports(folder)
    assert set(record["answers"].values()) == {"dmy"}


def answer_the_purpose(page: Any, folder: Path) -> None:
    """Say of the whole firm that its figures have a purpose, and that documents show it."""
    form = page.locator(".cx-edit-maturity")
    for label, option in (("Answer", "Most or all"), ("Evidence", "E2 Inspected")):
        for place in range(4):
            control = form.get_by_label(label, exact=True).locator("visible=true").nth(place)
            choose(control, option)
            wait_until(page, lambda n=place, e=label: is_kept(folder, n + 1, e))
    form.locator("[role=status]").get_by_text("Saved, 4 of 20 answered").wait_for()


def is_kept(folder: Path, count: int, label: str) -> bool:
    """Tell whether so many criteria are answered on disk, or inspected."""
    kept = read_client(folder).criteria
    return sum(label == "Answer" or one.evidence == "E2" for one in kept) == count


def meet_the_level(page: Any, folder: Path) -> None:
    """Read the page again: the firm's figures on it are those of the audit."""
    page.get_by_role("button", name="Read again what was saved").click()
    row = page.locator("table", has_text="The firm as a whole").locator("tr")
    ready = Audit.open(CLIENT, folder.parents[2]).readiness
    assert ready.index is not None and ready.to_target is not None
    assert float(ready.index.low) >= 27 / 28 / 5, "one link of five holds for 27 of the 28"
    shown = f"{float(ready.index.low):.3f}"
    row.filter(has_text="Chain index").get_by_text(shown, exact=True).first.wait_for()
    assert ready.stage_low == 1, "all but one of the 28 have an owner who knows the use"
    for name, shown in (
        ("Stage", f"{ready.stage_low} {ready.stage_name}"),
        ("Chain index", f"{float(ready.index.low):.3f}"),
        ("Way to the targets", f"{float(ready.to_target.low):.0%}"),
    ):
        cells = row.filter(has=page.get_by_role("rowheader", name=name, exact=True))
        assert cells.locator("td").first.inner_text() == shown
    keep(page, "app-firm-level")


def answer_by_keys(page: Any, folder: Path) -> None:
    """Answer the use case in hand without a mouse."""
    walk_to(page, ".cx-use-state select")
    page.keyboard.type("App")
    page.keyboard.press("Tab")
    page.locator(".cx-use-who input").wait_for()
    walk_to(page, ".cx-use-who input")
    page.keyboard.type("The content lead")
    page.keyboard.press("Tab")
    page.locator(".cx-sentence").get_by_text("The content lead").wait_for()
    (kept,) = read_client(folder).use_cases
    assert (kept.state, kept.who) == ("applies", "The content lead")
    status(page).get_by_text("Saved, 1 of 28 answered").wait_for()


def meet_another_window(page: Any, folder: Path) -> None:
    """Change an answer after another window did: it is asked, and theirs is loaded."""

    def theirs(file: ClientFile) -> ClientFile:
        return replace(file, use_cases=tuple(replace(a, who="Theirs") for a in file.use_cases))

    edit_client(folder, theirs, who="bob", at=None)
    walk_to(page, ".cx-use-who input")
    page.keyboard.press("Control+A")
    page.keyboard.type("Mine")
    page.keyboard.press("Tab")
    status(page).get_by_text("Changed in another window").wait_for()
    status(page).get_by_text("bob changed K01 LinkedIn engagement rate").wait_for()
    assert serious_faults(page) == []
    keep(page, "app-conflict")
    assert read_client(folder).use_cases[0].who == "Theirs"
    walk_to(page, "button.cx-load-theirs")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.cx-use-who input')?.value === 'Theirs'")


def take_back_by_keys(page: Any, folder: Path) -> None:
    """Take the other window's change back, without a mouse."""
    walk_to(page, "button.cx-undo")
    page.keyboard.press("Enter")
    status(page).get_by_text("taken back").wait_for()
    assert read_client(folder).use_cases[0].who == "The content lead"
    keep(page, "app-taken-back")


def status(page: Any) -> Any:
    """Return the status line of the form."""
    return page.locator(".cx-edit-use-cases [role=status]")
