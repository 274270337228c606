"""Filled intake workbooks at the command line: one, or a folder of one a function."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cxaudit.audit import Audit
from cxaudit.audit.merging import KEEPS, Keep
from cxaudit.cli.context import Context
from cxaudit.cli.importing import print_entry
from cxaudit.cli.printing import print_error, print_json
from cxaudit.errors import ClientDataError
from cxaudit.store import to_answers

if TYPE_CHECKING:
    from cxaudit.audit.workbook import TakenIn

PATTERN = "*.xlsx"
OPEN_IN_EXCEL = "~$"


def read_workbook(
    context: Context, audit: Audit, path: Path, given: list[str], keep: str | None
) -> None:
    """Take one workbook in and say what it changed."""
    taken = _take_in(audit, path, given, keep)
    if context.as_json:
        return print_json(_to_json(audit, taken))
    return _tell(audit, path, taken)


def read_folder(
    context: Context, audit: Audit, folder: Path, given: list[str], keep: str | None
) -> None:
    """Take every workbook of a folder in, by name; each is stored whole or not at all.

    One that is refused stops no other. Ends with 4 where only conflicts are left, else with 2.
    """
    paths = [p for p in sorted(folder.glob(PATTERN)) if not p.name.startswith(OPEN_IN_EXCEL)]
    if not paths:
        raise ClientDataError(
            "no workbook lies in this folder", file=str(folder), wanted="XLSX files",
            next=f"write them: cxaudit answers {audit.client} --write FOLDER --per-owner",
        )  # fmt: skip
    rows: list[dict[str, Any]] = []
    codes: set[int] = set()
    for path in paths:
        now = Audit.open(audit.client, context.where.root)
        try:
            taken = _take_in(now, path, given, keep)
        except ClientDataError as error:
            codes.add(error.exit_code)
            rows.append({"file": path.name, "error": error.to_json()})
            print_error(error.in_words())
            continue
        rows.append({"file": path.name, **_to_json(now, taken)})
        if not context.as_json:
            _tell(now, path, taken)
    refused = sum("error" in row for row in rows)
    if context.as_json:
        print_json({"client": audit.client, "workbooks": rows, "refused": refused})
    elif refused:
        print(f"taken in: {len(rows) - refused} of {len(rows)} workbooks; refused: {refused}")
    if codes:
        raise typer.Exit(min(codes))


def _take_in(audit: Audit, path: Path, given: list[str], keep: str | None) -> TakenIn:
    from cxaudit.audit.workbook import take_in_workbook

    bare = [text for text in given if "=" not in text]
    if bare:
        raise ClientDataError(
            "these are not answers", found=", ".join(bare), wanted="--answer QUESTION=VALUE",
            next="take the question's id from the message that asked it",
        )  # fmt: skip
    told = dict(text.split("=", 1) for text in given)
    return take_in_workbook(audit, path, answers=told, keep=_to_keep(keep))


def _tell(audit: Audit, path: Path, taken: TakenIn) -> None:
    merged, since = taken.merged, taken.since
    counts = f"{merged.added} added, {merged.changed} changed, {merged.removed} taken out"
    print(f"{audit.client}: {path.name} read, revision {taken.file.revision}: {counts}")
    if 0 < since < audit.file.revision:
        print(f"  it was made from revision {since}; what the audit changed since then stands")
    for note in taken.notes:
        print(f"  note: {note}")
    for entry in taken.imports:
        print_entry(entry, sys.stdout)


def _to_keep(keep: str | None) -> Keep | None:
    if keep not in (None, *KEEPS):
        raise ClientDataError(
            "that cannot be kept", place="--keep", found=keep, wanted=" or ".join(KEEPS),
            next="--keep workbook takes its answers where both changed, --keep audit leaves ours, "
            "--keep both stands them side by side until somebody settles it",
        )  # fmt: skip
    return keep  # type: ignore[return-value]


def _to_json(audit: Audit, taken: TakenIn) -> dict[str, Any]:
    merged = taken.merged
    changes = {"added": merged.added, "changed": merged.changed, "removed": merged.removed}
    return {
        "client": audit.client, "revision": taken.file.revision, "made_from": taken.since,
        "changes": changes, "imports": list(taken.imports), "notes": list(taken.notes),
        "answers": {name: len(rows) for name, rows in to_answers(taken.file).items()},
    }  # fmt: skip
