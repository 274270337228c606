"""Verbs on files and rows: import, formats, rows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from cxaudit.audit import Audit
from cxaudit.audit import import_files as take_in
from cxaudit.audit.person import today
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_error, print_json, print_table
from cxaudit.errors import ClientDataError


def import_files(
    context: Context, client: str, files: list[Path], form: str | None, answers: list[str]
) -> None:
    """Import the files; exit 2 if any was refused or asks."""
    audit = Audit.open(client, context.where.root)
    bare = [text for text in answers if "=" not in text]
    if bare:
        raise ClientDataError(
            "these are not answers", found=", ".join(bare), wanted="--answer QUESTION=VALUE",
            next="take the question's id from the message that asked it",
        )  # fmt: skip
    entries = take_in(
        audit.workspace, client, files, received_on=today(), form=form,
        answers=dict(text.split("=", 1) for text in answers),
    )  # fmt: skip
    if context.as_json:
        print_json(entries)
    for entry in entries:
        good = entry["verdict"] in ("imported", "duplicate")
        if not context.as_json or not good:
            print_entry(entry, sys.stdout if good else sys.stderr)
    if any(entry["verdict"] in ("refused", "needs_answer") for entry in entries):
        raise typer.Exit(2)


def print_entry(entry: dict[str, Any], stream: Any) -> None:
    """Print what became of one file: verdict, accounting, warnings, questions."""
    rows = entry["rows"]
    head = f"{entry['file']}: {entry['verdict'].replace('_', ' ')}"
    if entry["verdict"] == "imported":
        head += f" as {entry['format']}: {rows['in']:,} rows in = {rows['imported']:,} imported"
        head += f" + {rows['set_aside']:,} set aside + {rows['blank']:,} blank"
        head += f" + {rows['totals']:,} totals"
    print(head, file=stream)
    silent = entry["verdict"] == "imported" or entry.get("questions")
    if entry.get("message") and not silent:
        print(f"  {entry['message']}", file=stream)
    for warning in entry.get("warnings", []):
        print(f"  note: {warning}", file=stream)
    for question in entry.get("questions", []):
        print(f"  {question['id']}: {question['ask']}", file=stream)
        for choice in question["choices"]:
            print(
                f"      --answer {question['id']}={choice['value']}   {choice['label']}",
                file=stream,
            )


def formats(context: Context) -> None:
    """List the known exports."""
    from cxaudit.intake import forms

    known = [form.to_json() for form in forms()]
    if context.as_json:
        return print_json(known)
    columns = ["format", "what it is", "canonical table", "headers last seen"]
    listed = [[f["format"], f["label"], f["table"], f["last_seen"]] for f in known]
    return print_table("exports that are recognised", columns, listed)


def rows(context: Context, client: str, kpi: str, limit: int) -> None:
    """Print the observations behind a figure."""
    found = Audit.open(client, context.where.root).rows(kpi, limit)
    if context.as_json:
        return print_json(found)
    print_table(
        f"{found['kpi_id']}: {found['total']:,} observations", found["columns"], found["rows"]
    )
    if found["total"] > len(found["rows"]):
        print_error(f"the first {len(found['rows']):,} are shown; see the rest with --limit")
    return None
