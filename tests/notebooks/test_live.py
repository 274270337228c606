"""A notebook with a live front end and no client: a chooser, and plain words below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.manager import KernelManager

PATIENCE_SECONDS = 60


@pytest.fixture
def kernel(environment: dict[str, str]) -> Iterator[Any]:
    """Return a client of a fresh kernel, as a notebook's front end has one."""
    manager = KernelManager(kernel_name="python3", transport_encryption="auto")
    manager.start_kernel(env=environment)
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE_SECONDS)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run_cell(client: Any, source: str, *, live: bool) -> dict[str, Any]:
    """Run one cell as a front end that can ask a person, or as one that cannot."""
    return client.execute_interactive(
        source, allow_stdin=live, output_hook=lambda _: None, timeout=PATIENCE_SECONDS
    )["content"]


def test_a_person_gets_a_chooser_and_a_batch_gets_a_refusal(kernel: Any) -> None:
    assert run_cell(kernel, "import cxaudit as cx", live=True)["status"] == "ok"
    refused = run_cell(kernel, 'cx.choose("")', live=False)
    assert (refused["ename"], refused["status"]) == ("ClientDataError", "error")
    assert run_cell(kernel, 'audit = cx.choose("")', live=True)["status"] == "ok"
    waiting = run_cell(kernel, "cx.show.style(audit)", live=True)
    assert waiting["traceback"] == [
        "No client is chosen yet: choose a client above, then run this cell and those below."
    ]
    chosen = 'audit.chooser.pick.value = "demo-weak"\ncx.show.style(audit)'
    assert run_cell(kernel, chosen, live=True)["status"] == "ok"
