"""A client's file as it stood at an earlier revision, told from its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.store.journal import HistoryLine, from_fields, to_fields
from cxaudit.store.records import ClientFile


def from_history(base: ClientFile, lines: Sequence[HistoryLine]) -> ClientFile:
    """Return the file that the later lines of a history lead to, from an earlier file on.

    ``base``: what a milestone froze, or the empty file at revision 0. Raises ClientDataError where
    nothing is there, a revision is missing, or a line does not start from what those before it
    left. A line that is lost and was never built upon cannot be told.
    """
    client, revision = base.client, base.revision
    found: dict[str, Any] = to_fields(base)
    for line in (line for line in lines if line.revision > base.revision):
        first = revision == 0 and line.revision == 2
        follows = first or line.revision in (revision, revision + 1)
        if not follows or found.get(line.field) != line.old:
            raise ClientDataError(
                "the history does not lead from one revision to the next", file=client,
                place=line.field, found=f"revision {line.revision} after {revision}",
            )  # fmt: skip
        revision = line.revision
        found[line.field] = line.new
        if line.new is None:
            del found[line.field]
    if not revision:
        raise ClientDataError("there is no history", file=client)
    return from_fields(ClientFile(client, revision), found)


def to_revision(current: ClientFile, lines: Sequence[HistoryLine], revision: int) -> ClientFile:
    """Return the file as it stood at a revision; 0 is the empty file.

    ``lines``: the file's whole history. Raises ClientDataError for a revision that is not yet.
    """
    if revision > current.revision:
        raise ClientDataError(
            "that revision is newer than the client's file", file=current.client,
            found=f"revision {revision}", wanted=f"{current.revision} at most",
        )  # fmt: skip
    if revision == 0:
        return ClientFile(current.client, 0)
    found = to_fields(current)
    for line in sorted(lines, key=lambda line: -line.revision):
        if line.revision <= revision:
            break
        if line.old is None:
            found.pop(line.field, None)
        else:
            found[line.field] = line.old
    return replace(from_fields(current, found), revision=revision)
