"""The walk as pages without code: from the contents to step 04, answered, left and resumed."""

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

from cxaudit.store import ClientFile, apply_settings, create_client, edit_client, read_client
from tests.browser.lab import CHROMIUM_FLAGS, end_server, free_port, wait_for_port
from tests.conftest import REPO_ROOT
from tests.notebooks.places import STEPS

pytestmark = pytest.mark.browser

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install 'cxaudit[browser]'"
)
pytest.importorskip("voila", reason="Voila is not installed: pip install 'cxaudit[app]'")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
CLIENT = "acme"
PATIENCE_MS = 90_000
SERIOUS = ("serious", "critical")
ARTEFACTS = REPO_ROOT / "test-artefacts"
WIDTH, TALLEST = 1280, 9000
MOST_TABS = 80
FAULTS = ".jp-RenderedText[data-mime-type*=stderr]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a client that has a date and nothing else."""
    folder = tmp_path / "workspace" / "data" / "clients" / CLIENT
    create_client(folder, CLIENT, "Acme (invented)")
    edit_client(
        folder, lambda f: replace(f, profile=apply_settings(f.profile, [("as_of", "2025-12-31")])),
        who="test", at=None,
    )  # fmt: skip
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


def visit(page: Any, address: str) -> None:
    """Open a page and wait until all its cells ran."""
    page.goto(address, wait_until="commit")
    page.locator("main#rendered_cells").wait_for()


def serious_faults(page: Any) -> list[tuple[str, str]]:
    """Return what axe-core calls serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in SERIOUS]


def test_the_pages_lead_from_the_contents_to_step_04_and_keep_what_is_answered(
    page: Any, address: str, folder: Path
) -> None:
    outside: list[str] = []
    page.on("request", lambda r: None if is_local(r.url) else outside.append(r.url))

    visit(page, f"{address}00_start.ipynb")
    keep(page, "app-chooser")
    page.locator(".cx-choose-client select").select_option(label=f"Acme (invented) ({CLIENT})")
    page.get_by_role("link", name="Open the audit").click()
    page.get_by_text("how far the audit is").wait_for()
    assert page.locator(".jp-CodeCell .jp-InputArea, .cm-editor").count() == 0, "no code is shown"
    assert serious_faults(page) == []
    keep(page, "app-00_start")

    for step in (STEPS[0], STEPS[2], STEPS[3], STEPS[1]):
        visit(page, f"{address}{step.name}?client={CLIENT}")
        assert page.locator(FAULTS).all_inner_texts() == [], step.stem
        assert serious_faults(page) == [], step.stem
        keep(page, f"app-{step.stem}")

    answer_by_keys(page, folder)
    meet_another_window(page, folder)
    take_back_by_keys(page, folder)

    page.get_by_role("button", name="Read again what was saved").click()
    page.wait_for_function(
        "document.querySelector('.cx-use-who input')?.value === 'The content lead'"
    )
    page.get_by_role("link", name="Contents").click()
    page.get_by_text("1 of 28 use cases").first.wait_for()
    page.get_by_text("takes back").first.wait_for()
    keep(page, "app-history")
    assert outside == []


def answer_by_keys(page: Any, folder: Path) -> None:
    """Answer the use case in hand without a mouse."""
    walk_to(page, ".cx-use-state select")
    page.keyboard.type("App")
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


def walk_to(page: Any, selector: str) -> None:
    """Press Tab until the control has the focus, as one does who has no mouse."""
    for _ in range(MOST_TABS):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def keep(page: Any, name: str) -> None:
    """Keep a picture of the whole page, to be looked at by a person."""
    ARTEFACTS.mkdir(exist_ok=True)
    height = page.evaluate("document.querySelector('main')?.scrollHeight ?? 900")
    page.set_viewport_size({"width": WIDTH, "height": min(int(height) + 120, TALLEST)})
    page.screenshot(path=str(ARTEFACTS / f"{name}.png"))
    page.set_viewport_size({"width": WIDTH, "height": 1000})


def is_local(address: str) -> bool:
    """Tell whether a request stays on this machine."""
    return "127.0.0.1" in address or address.startswith(("data:", "blob:"))
