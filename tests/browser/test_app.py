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

from cxaudit.store import apply_settings, create_client, edit_client, read_client
from tests.browser.lab import CHROMIUM_FLAGS, end_server, free_port, wait_for_port
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a client that has a date and nothing else."""
    folder = tmp_path / "workspace" / "data" / "clients" / CLIENT
    create_client(folder, CLIENT, "Acme (invented)")
    edit_client(
        folder, lambda f: replace(f, profile=apply_settings({}, [("as_of", "2025-12-31")])),
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
        opened = browser.new_page(viewport={"width": 1280, "height": 1000})
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
    page.locator(".cx-choose-client select").select_option(label=CLIENT)
    page.get_by_role("link", name="Open the audit").click()
    page.get_by_text("how far the audit is").wait_for()
    assert page.locator(".jp-CodeCell .jp-InputArea, .cm-editor").count() == 0, "no code is shown"
    assert serious_faults(page) == []

    for step in STEPS[:4]:
        visit(page, f"{address}{step.name}?client={CLIENT}")
        assert page.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0, step.stem
        assert serious_faults(page) == [], step.stem

    visit(page, f"{address}{STEPS[1].name}?client={CLIENT}")
    page.get_by_label("Answer", exact=True).select_option(label="Applies")
    who = page.get_by_label("Who", exact=True)
    who.fill("The content lead")
    who.blur()
    page.locator(".cx-sentence").get_by_text("The content lead").wait_for()
    (kept,) = read_client(folder).use_cases
    assert (kept.state, kept.who) == ("applies", "The content lead")

    page.get_by_role("button", name="Read again what was saved").click()
    page.wait_for_function(
        "document.querySelector('.cx-use-who input')?.value === 'The content lead'"
    )
    page.get_by_role("link", name="Contents").click()
    page.get_by_text("1 of 28 use cases").wait_for()
    assert outside == []


def is_local(address: str) -> bool:
    """Tell whether a request stays on this machine."""
    return "127.0.0.1" in address or address.startswith(("data:", "blob:"))
