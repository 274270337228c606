"""What a person does on any page: arrive, look, follow a link, press Tab; with a picture kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.conftest import REPO_ROOT

PATIENCE_MS = 90_000
SERIOUS = ("serious", "critical")
ARTEFACTS = REPO_ROOT / "test-artefacts"
WIDTH, TALLEST = 1280, 9000
MOST_TABS = 80
FAULTS = ".jp-RenderedText[data-mime-type*=stderr]"


def arrive(page: Any, title: str, picture: str) -> None:
    """Wait until a page is there with all its cells run, without a fault; keep its picture."""
    page.locator("h1", has_text=title).wait_for()
    page.locator("main#rendered_cells").wait_for()
    page.locator(".cx-form, .cx-prose, .cx-table").first.wait_for()
    assert page.locator(FAULTS).locator("visible=true").all_inner_texts() == [], title
    assert serious_faults(page) == [], title
    keep(page, picture)


def serious_faults(page: Any) -> list[tuple[str, str]]:
    """Return what axe-core calls serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in SERIOUS]


def choose(control: Any, beginning: str) -> None:
    """Choose the first option whose words begin so."""
    begins = re.compile(r"^\s*" + r"\s".join(map(re.escape, beginning.split())))
    option = control.locator("option").filter(has_text=begins).first
    option.wait_for(state="attached")
    control.select_option(index=option.evaluate("e => e.index"))


def follow(page: Any, link: str) -> None:
    """Follow a link at the foot of the page."""
    page.get_by_role("link", name=link).last.click()


def wait_until(page: Any, holds: Callable[[], bool]) -> None:
    """Wait until something holds on disk."""
    for _ in range(PATIENCE_MS // 100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it does not come about")


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
