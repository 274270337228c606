"""The two families of error: the reader can act, or our own file is wrong."""

from __future__ import annotations

import re
import shlex
from copy import copy
from typing import Self

NAMES_NO_CLIENT = re.compile(r"\b(cxaudit [a-z]+) CLIENT\b")


class CxAuditError(Exception):
    """An error that says file, place, what was found, what was wanted and the next move.

    ``kind`` is "refused", "locked" or "defect"; ``exit_code`` is the command line's.
    """

    kind = "defect"
    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        place: str | None = None,
        found: str | None = None,
        wanted: str | None = None,
        next: str | None = None,
    ) -> None:
        self.message, self.file, self.place = message, file, place
        self.found, self.wanted, self.next = found, wanted, next
        super().__init__(self.in_words())

    def in_words(self) -> str:
        """Return the whole error as one message of at most a few short lines."""
        where = ", ".join(part for part in (self.file, self.place) if part)
        lines = [f"{where}: {self.message}" if where else self.message]
        lines += [f"  found:  {self.found}"] if self.found else []
        lines += [f"  wanted: {self.wanted}"] if self.wanted else []
        lines += [f"  next:   {self.next}"] if self.next else []
        return "\n".join(lines)

    def for_client(self, client: str) -> Self:
        """Return the error with this client's id in the command that it names as the next move."""
        named = copy(self)
        named.next = name_client(self.next, client)
        named.args = (named.in_words(),)
        return named

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook prints in place of a traceback: the message alone."""
        return [self.in_words()]

    def to_json(self) -> dict[str, str | None]:
        """Return kind, message, file, place, found, wanted, next."""
        names = ("kind", "message", "file", "place", "found", "wanted", "next")
        return {name: getattr(self, name) for name in names}


class ClientDataError(CxAuditError):
    """The input or the usage is refused; the reader can act (exit 2)."""

    kind = "refused"
    exit_code = 2


class BusyError(ClientDataError):
    """Someone else holds the lock, or the revision is stale (exit 4)."""

    kind = "locked"
    exit_code = 4


class ModelError(CxAuditError):
    """A file of our own model or package is wrong (exit 1)."""


def name_client(text: str | None, client: str) -> str | None:
    """Return a text with this client's id in the commands that say CLIENT."""
    return text and NAMES_NO_CLIENT.sub(lambda found: f"{found[1]} {shlex.quote(client)}", text)
