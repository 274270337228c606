"""What every verb is handed: where the workspace is asked for, and how to print."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, datetime
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


def who() -> str:
    """Return who is at the keyboard, for the client's own history."""
    named = os.environ.get("CXAUDIT_WHO")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"


def now() -> str:
    """Return this moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()
