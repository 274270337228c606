"""A client's file as it stood at an earlier revision, told from its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxaudit.errors import ClientDataError
from cxaudit.store.journal import HistoryLine, from_fields, to_fields
from cxaudit.store.records import ClientFile


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
