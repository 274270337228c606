"""A form in a real JupyterLab: answered by mouse and keys, met by another window, resumed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxaudit.store import (
    ClientFile,
    UseCaseAnswer,
    apply_settings,
    create_client,
    edit_client,
    read_client,
)
from tests.browser.lab import CHROMIUM_FLAGS, Lab, open_notebook, run_menu, serving
from tests.conftest import REPO_ROOT
from tests.notebooks.places import STEPS

pytestmark = pytest.mark.browser

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install 'cxaudit[browser]'"
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
CLIENT = "acme"
PATIENCE_MS = 30_000
FORM = ".cx-edit-use-cases"
ARTEFACTS = REPO_ROOT / "test-artefacts"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a client that has a date and nothing else."""
    folder = tmp_path / "workspace" / "data" / "clients" / CLIENT
    create_client(folder, CLIENT, "Acme")
    change_profile(folder, as_of="2025-12-31")
    return folder


@pytest.fixture
def lab(folder: Path, tmp_path: Path) -> Iterator[Lab]:
    """Return a server over a workspace whose notebook 02 names the client."""
    notebooks = tmp_path / "workspace" / "notebooks"
    notebooks.mkdir()
    text = STEPS[1].read_text(encoding="utf-8")
    named = text.replace('"client = \\"\\""', f'"client = \\"{CLIENT}\\""')
    assert named != text
    (notebooks / STEPS[1].name).write_text(named, encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    places = {"CXAUDIT_ROOT": str(notebooks.parent), "CXAUDIT_KEYS": str(tmp_path / "keys")}
    with serving(notebooks.parent, scratch, places | {"CXAUDIT_WHO": "browser"}) as lab:
        yield lab


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


def change_profile(folder: Path, **settings: str) -> None:
    """Change the profile as another program would."""

    def change(file: ClientFile) -> ClientFile:
        return replace(file, profile=apply_settings(file.profile, settings.items()))

    edit_client(folder, change, who="another window", at=None)


def answers(folder: Path) -> dict[str, UseCaseAnswer]:
    """Return the stored use cases by id."""
    return {answer.kpi_id: answer for answer in read_client(folder).use_cases}


def wait_for_status(page: Any, words: str) -> None:
    """Wait until the form's status line says these words."""
    page.locator(f"{FORM} [role=status]").get_by_text(words).wait_for()


def test_a_form_is_answered_saved_met_by_another_window_and_resumed(
    page: Any, lab: Lab, folder: Path
) -> None:
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if is_outside(r.url) else None)
    open_notebook(page, lab, f"notebooks/{STEPS[1].name}")
    run_menu(page, "Run", "Run All Cells")
    wait_for_status(page, "Saved, 0 of 28 answered")

    page.locator(".cx-use-kpi select").select_option(
        label="K16 not answered: RFP / RFI success rate"
    )
    page.locator(f"{FORM} h4").get_by_text("K16 RFP / RFI success rate").wait_for()
    page.get_by_label("Answer", exact=True).select_option(label="Applies")
    wait_for_status(page, "Saved, 1 of 28 answered")
    who = page.get_by_label("Who", exact=True)
    who.fill("The head of the RFP team")
    who.blur()
    page.locator(".cx-sentence").get_by_text("The head of the RFP team").wait_for()
    kept = answers(folder)["rfp_success_rate"]
    assert (kept.state, kept.who) == ("applies", "The head of the RFP team")

    change_profile(folder, region="uk")
    page.get_by_label("Target level").select_option(label="4 Repeatable")
    wait_for_status(page, "Changed in another window")
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=str(ARTEFACTS / "lab-conflict.png"))
    assert answers(folder)["rfp_success_rate"].target_level is None
    page.get_by_role("button", name="Save mine on top of them").click()
    wait_for_status(page, "Saved, 1 of 28 answered")
    assert answers(folder)["rfp_success_rate"].target_level == 4
    assert read_client(folder).profile["region"] == "uk"

    run_menu(page, "Kernel", "Restart Kernel and Run All Cells")
    page.locator(".jp-Dialog button").get_by_text("Restart").click()
    page.locator(f"{FORM} [role=status]").wait_for(state="detached")
    wait_for_status(page, "Saved, 1 of 28 answered")
    page.locator(".cx-use-kpi select").select_option(
        label="K16 applies, sentence open: RFP / RFI success rate"
    )
    page.wait_for_function(
        "document.querySelector('.cx-use-who input')?.value === 'The head of the RFP team'"
    )
    assert outside == []


def is_outside(address: str) -> bool:
    """Tell whether a request leaves this machine."""
    return "127.0.0.1" not in address and not address.startswith(("data:", "blob:"))
