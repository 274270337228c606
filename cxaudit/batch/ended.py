"""How a client's report ended, and a batch of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ended:
    """How one client's report ended: done, skipped or failed, with stage and cause.

    ``stage``: read, execute, publish or published. ``seconds``: wall clock.
    """

    client: str
    status: str
    stage: str = ""
    cause: str | None = None
    seconds: float = 0.0
    files: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return client, status, stage, cause, seconds, files."""
        return asdict(self) | {"seconds": round(self.seconds, 2), "files": list(self.files)}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Ended:
        """Read what ``to_json`` wrote."""
        return cls(**raw | {"files": tuple(raw["files"])})


@dataclass(frozen=True)
class Run:
    """A batch and how each of its clients ended, in the order in which they were asked for.

    ``folder``: holds its manifest and summary, and is named by the run's id.
    """

    folder: Path
    clients: tuple[Ended, ...] = field(default_factory=tuple)

    @property
    def run(self) -> str:
        """Return the run's id."""
        return self.folder.name

    @property
    def has_failures(self) -> bool:
        """Tell whether some client's report failed."""
        return any(ended.status == "failed" for ended in self.clients)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many were done, skipped and failed."""
        counted = Counter(ended.status for ended in self.clients)
        return {status: counted[status] for status in ("done", "skipped", "failed")}

    def to_json(self) -> dict[str, Any]:
        """Return the object of the command-line contract, report."""
        return {"run": self.run, "clients": [ended.to_json() for ended in self.clients]}
