"""What a child is given before its first cell: place, environment, limits, seed."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SEEDS = 2**32


@dataclass(frozen=True)
class Setup:
    """One child's surroundings; whatever it is not given here, it does not have.

    ``folder``: working folder. ``environment``: the whole of it. ``log``: file that takes what
    is written to the process's own output, past the notebook. ``memory_mb``: private memory that
    it may use, None for no limit. ``seed``: of random and numpy.random, below 2**32.
    """

    folder: Path
    environment: dict[str, str]
    log: Path
    memory_mb: int | None = None
    seed: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON carries them."""
        return asdict(self) | {"folder": str(self.folder), "log": str(self.log)}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Setup:
        """Read what ``to_json`` wrote."""
        return cls(**raw | {"folder": Path(raw["folder"]), "log": Path(raw["log"])})


def enter(setup: Setup) -> None:
    """Make this process the child that the setup describes.

    Its standard input is closed, its output goes to the log; nothing of the parent's environment,
    working folder, temporary folder or random state is left.
    """
    _redirect(setup.log)
    os.environ.clear()
    os.environ.update(setup.environment)
    if hasattr(time, "tzset"):
        time.tzset()
    os.chdir(setup.folder)
    tempfile.tempdir = None
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if setup.memory_mb is not None:
        _limit_memory(setup.memory_mb)
    random.seed(setup.seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(setup.seed % SEEDS)


def _redirect(log: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(nothing, 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.close(nothing)
    os.close(written)


def _limit_memory(megabytes: int) -> None:
    """Refuse more private memory than this; where the system knows no such limit, none is set."""
    try:
        import resource
    except ImportError:
        return
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
