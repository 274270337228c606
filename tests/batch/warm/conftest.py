"""One template for all tests of the warm children, and a folder and setup for each child."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cxaudit.batch.warm.host import FreshProcesses, Host, Template, can_fork
from cxaudit.batch.warm.setup import Setup

PRELOAD = ("numpy", "pandas", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "duckdb")


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    """Return a warm template; skips where the system cannot fork one."""
    if not can_fork():
        pytest.skip("a template needs fork and pidfds, which this system lacks")
    warm = Template(PRELOAD)
    yield warm
    warm.stop()


@pytest.fixture(params=["template", "fresh"])
def host(request: pytest.FixtureRequest) -> Host:
    """Return each kind of host in turn: they must behave alike."""
    return FreshProcesses() if request.param == "fresh" else request.getfixturevalue("template")


@pytest.fixture
def to_setup(tmp_path: Path) -> Callable[..., Setup]:
    """Return a maker of setups, each with a folder of its own and next to no environment."""

    def make(name: str = "one", **more: object) -> Setup:
        folder = tmp_path / name
        folder.mkdir()
        given = {"PATH": os.environ["PATH"], "HOME": str(folder), "IPYTHONDIR": str(folder)}
        environment = given | {"TMPDIR": str(folder)} | dict(more.pop("environment", {}))
        return Setup(folder, environment, folder / "log", **more)

    return make
