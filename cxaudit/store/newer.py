"""An audit file that a newer version of this program wrote: read as far as known, never written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.store.answers import to_records
from cxaudit.store.ids import AUDIT_FILE, to_printable
from cxaudit.store.records import RECORDS, SCHEMA_VERSION, ClientFile, sort_records

HEAD_BYTES = 400
VERSION = re.compile(r'"schema_version"\s*:\s*(\d{1,6})\b')
KNOWN = ("schema_version", "revision", "client", "profile", *RECORDS)


def tell_newer(folder: Path) -> str | None:
    """Return what to say of a client's file that is newer than this program; None of any other."""
    try:
        with (folder / AUDIT_FILE).open("rb") as stream:
            head = stream.read(HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    found = VERSION.search(head)
    if found is None or int(found[1]) <= SCHEMA_VERSION:
        return None
    return (
        f"{folder.name}/{AUDIT_FILE} was written by a newer version of cxaudit (schema "
        f"{found[1]}, known is {SCHEMA_VERSION}): it is opened read-only, as far as this version "
        "understands it; update cxaudit to change it"
    )


def read_known(raw: Mapping[str, Any], file: str) -> ClientFile:
    """Return what this version understands of a newer file; ``unread`` names what it does not.

    Raises ClientDataError where not even the header is understood.
    """
    profile, revision, client = raw.get("profile"), raw.get("revision"), raw.get("client")
    if not isinstance(profile, dict) or type(revision) is not int or not isinstance(client, str):
        raise refuse_newer(file, raw["schema_version"])
    unread = [to_printable(name) for name in raw if name not in KNOWN]
    sections = {}
    for section, record in RECORDS.items():
        known = {field.name for field in fields(record)}
        rows = raw.get(section)
        found, lost = [], 0
        for row in rows if isinstance(rows, list) else []:
            plain = {n: v for n, v in row.items() if n in known} if isinstance(row, dict) else row
            records, faults = to_records(section, [plain])
            found += [] if faults else records
            lost += bool(faults)
        sections[section] = sort_records(found)
        unread += [f"{lost} of {section}"] if lost else []
    return ClientFile(
        client=client, revision=revision, schema_version=raw["schema_version"], profile=profile,
        unread=tuple(unread), **sections,
    )  # fmt: skip


class NewerFile(ClientDataError):
    """A newer version of the program wrote the file: it is whole, and not for this one to mend."""


def refuse_newer(file: str, version: object) -> NewerFile:
    """Return the refusal to change a file that a newer version wrote."""
    return NewerFile(
        "a newer version of this program wrote this file; it can be read, and not changed",
        file=file, found=f"schema_version {to_printable(version)}",
        wanted=f"schema_version {SCHEMA_VERSION} at most",
        next="update cxaudit, then try again; nothing was changed",
    )  # fmt: skip
