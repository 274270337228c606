"""Verbs on files and rows: import, formats, rows."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import typer

from cxaudit.audit import Audit
from cxaudit.audit import import_files as take_in
from cxaudit.audit.person import today, who
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_error, print_json, print_table
from cxaudit.errors import ClientDataError
from cxaudit.intake import TableMapping


def import_files(
    context: Context, client: str, files: list[Path], form: str | None, answers: list[str],
    mapping: TableMapping | None = None,
) -> None:  # fmt: skip
    """Import the files; exit 2 if any was refused or asks."""
    audit = Audit.open(client, context.where.root)
    bare = [text for text in answers if "=" not in text]
    if bare:
        raise ClientDataError(
            "these are not answers", found=", ".join(bare), wanted="--answer QUESTION=VALUE",
            next="take the question's id from the message that asked it",
        )  # fmt: skip
    given = dict(text.split("=", 1) for text in answers)
    entries = take_in(
        audit.workspace, client, files, received_on=today(), form=form, answers=given,
        mapping=mapping, by=who("command line"),
    )  # fmt: skip
    if context.as_json:
        print_json(entries)
    for path, entry in zip(files, entries, strict=True):
        good = entry["verdict"] in ("imported", "duplicate")
        if not context.as_json or not good:
            print_entry(entry, sys.stdout if good else sys.stderr)
            if entry.get("unknown_layout"):
                print_way_out(client, path)
    _tell_idle(given, entries)
    if any(entry["verdict"] in ("refused", "needs_answer") for entry in entries):
        raise typer.Exit(2)


def _tell_idle(given: dict[str, str], entries: list[dict[str, Any]]) -> None:
    """Say which answers no file had a question for: a slip of the pen would go unseen."""
    used = {name for entry in entries for name in entry.get("answers", {})}
    done = all(entry["verdict"] == "imported" for entry in entries)
    if done and (idle := sorted(set(given) - used)):
        print_error(f"not needed by any file: {', '.join(idle)}")


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
    told: set[str] = set()
    for question in entry.get("questions", []):
        optional = " (may stay open)" if question.get("optional") else ""
        print(f"  {question['id']}: {question['ask']}{optional}", file=stream)
        _print_choices(question, told, stream)


def _print_choices(question: dict[str, Any], told: set[str], stream: Any) -> None:
    """Print the answers to one question, and once a file the one that holds for every column."""
    name, for_all, choices = question["id"], question.get("for_all"), question["choices"]
    plain = [c for c in choices if c["label"] == c["value"].replace("_", " ")]
    if len(plain) > 1:
        options = " | ".join(choice["value"] for choice in plain)
        print(f"      --answer {shlex.quote(f'{name}=')}{options}", file=stream)
    for choice in choices if len(plain) < 2 else [c for c in choices if c not in plain]:
        option = shlex.quote(f"{name}={choice['value']}")
        print(f"      --answer {option}   {choice['label']}", file=stream)
    if not choices:
        print(f"      --answer {shlex.quote(name)}=...", file=stream)
    if for_all and for_all not in told and choices:
        option = shlex.quote(f"{for_all}={choices[0]['value']}")
        print(f"      --answer {option}   would answer it wherever it is asked", file=stream)
        told.add(for_all)


def print_way_out(client: str, path: Path) -> None:
    """Print the two commands that map a table of the firm's own."""
    file, kept = shlex.quote(str(path)), shlex.quote(f"{path.stem}.toml")
    print_error(f"  1. cxaudit import {client} {file} --propose > {kept}")
    print_error(f"  2. look over every line of {kept}, it is a guess")
    print_error(f"  3. cxaudit import {client} {file} --mapping {kept}")
    print_error("  or map it by hand in notebook 03_data, which shows the same as a form")


def formats(context: Context) -> None:
    """List the known exports, and those whose headers are not verified."""
    from cxaudit.intake import forms, load_unverified

    known = [form.to_json() for form in forms()]
    unknown = [entry.to_json() for entry in load_unverified()]
    if context.as_json:
        return print_json(known + unknown)
    columns = ["format", "what it is", "becomes", "headers last seen"]
    print_table("exports that are recognised", columns, map(_show_form, known))
    columns = ["export", "template", "mind"]
    listed = [[f["label"], f["template"], f["why"]] for f in unknown]
    title = f"headers not verified, so not recognised; {unknown[0]['next']}" if unknown else ""
    return print_table(title, columns, listed) if unknown else None


def _show_form(form: dict[str, Any]) -> list[str]:
    becomes = f"refused: {form['why']}" if form["verdict"] == "refused" else form["table"]
    seen = [text for text in (form["last_seen"], form["seen"]) if text and text != "real file"]
    return [form["format"], form["label"], becomes, ", ".join(seen)]


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
