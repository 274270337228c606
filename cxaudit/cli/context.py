"""What every verb is handed: where the workspace is asked for, and how to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.audit import Audit, Workspace


@dataclass(frozen=True)
class Where:
    """The workspace as named on the line, or None."""

    root: str | None

    def find(self) -> Workspace:
        """Return the workspace; raises ClientDataError."""
        from cxaudit.audit import find_workspace

        return find_workspace(self.root)

    def open(self, client: str) -> Audit:
        """Return a client's audit; raises ClientDataError."""
        from cxaudit.audit import Audit

        return Audit.open(client, self.root)


@dataclass(frozen=True)
class Context:
    """Where to look and how to print."""

    where: Where
    as_json: bool
