"""What is said where a statement cannot run in another dialect."""

from __future__ import annotations

from cxaudit.errors import ClientDataError


class NotTranslated(ClientDataError):
    """A statement has no equal in the other dialect: it is refused, never run as something like."""
