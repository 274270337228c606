"""Who sits at the keyboard, and what time it is there: for the history of a client's file."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, date, datetime


def who(otherwise: str) -> str:
    """Return who is at the keyboard: CXAUDIT_WHO, else the account's name, else ``otherwise``."""
    named = os.environ.get("CXAUDIT_WHO")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return otherwise


def now() -> str:
    """Return this moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def today() -> date:
    """Return the day on which a file is received."""
    return date.fromisoformat(now()[:10])
