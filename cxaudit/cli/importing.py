"""Verbs on files and rows: import, formats, rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from cxaudit.audit import Audit
from cxaudit.audit import import_files as take_in
from cxaudit.audit.person import today, who
from cxaudit.cli.context import Context
from cxaudit.cli.entries import print_end, print_entry, print_next
from cxaudit.cli.printing import print_error, print_json, print_table
from cxaudit.errors import ClientDataError
from cxaudit.intake import TableMapping
from cxaudit.wording import show_count

JOINED_ROWS = 200_000
"""Up to so many rows an import says which keys find no row; notebook 03 says it always."""


def import_files(
    context: Context, client: str, files: list[Path], form: str | None, answers: list[str],
    mapping: TableMapping | None = None, mapped_in: Path | None = None,
) -> None:  # fmt: skip
    """Import the files, those of a folder too; exit 2 if any was refused or asks.

    ``mapped_in``: the file that the mapping was read from.
    """
    audit = Audit.open(client, context.where.root)
    bare = [text for text in answers if "=" not in text]
    if bare:
        raise ClientDataError(
            "these are not answers", found=", ".join(bare), wanted="--answer QUESTION=VALUE",
            next="take the question's id from the message that asked it",
        )  # fmt: skip
    given = dict(text.split("=", 1) for text in answers)
    paths = list_files(files)
    entries = take_in(
        audit.workspace, client, paths, received_on=today(), form=form, answers=given,
        mapping=mapping, by=who("command line"),
    )  # fmt: skip
    if context.as_json:
        print_json(entries)
    for path, entry in zip(paths, entries, strict=True):
        good = entry["verdict"] in ("imported", "duplicate")
        if not context.as_json or not good:
            print_entry(entry, sys.stdout if good else sys.stderr, whole=context.as_json)
            print_next(client, path, entry, mapped_in)
    _tell_idle(given, entries)
    if not context.as_json:
        sys.stderr.flush()
        _print_end(context, client, entries)
    if any(entry["verdict"] in ("refused", "needs_answer") for entry in entries):
        raise typer.Exit(2)


def list_files(paths: list[Path]) -> list[Path]:
    """Return the files, in place of a folder those right inside it; raises ClientDataError."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = [p for p in sorted(path.iterdir()) if p.is_file() and not _is_of_the_system(p)]
        if not inside:
            raise ClientDataError(
                "there is no file in the folder", file=str(path),
                wanted="the exports right inside it, not in folders below",
                next="name the files, or the folder that holds them",
            )  # fmt: skip
        found += inside
    return found


def _is_of_the_system(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.name in ("Thumbs.db", "desktop.ini")


def _print_end(context: Context, client: str, entries: list[dict[str, Any]]) -> None:
    """Print the summary; keys are joined only where that is quick."""
    audit = Audit.open(client, context.where.root)
    profile = audit.file.profile
    dated = bool(profile.get("as_of") or profile.get("period_end"))
    rows = sum(record["rows"]["imported"] for record in audit.imports)
    new = any(entry["verdict"] == "imported" for entry in entries)
    joins = audit.joins if new and rows <= JOINED_ROWS else ()
    lost = [words for join in joins for words in (join.mended_in_words, join.lost_in_words)]
    print_end(client, entries, dated=dated, lost=[words for words in lost if words])


def _tell_idle(given: dict[str, str], entries: list[dict[str, Any]]) -> None:
    """Say which answers no file had a question for: a slip of the pen would go unseen."""
    used = {name for entry in entries for name in entry.get("answers", {})}
    done = all(entry["verdict"] == "imported" for entry in entries)
    if done and (idle := sorted(set(given) - used)):
        print_error(f"not needed by any file: {', '.join(idle)}")


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
    columns, lines = to_readable(found["columns"], found["rows"])
    title = f"{found['kpi_id']}: {show_count(found['total'], 'observation')}"
    print_table(title, columns, lines)
    if found["total"] > len(found["rows"]):
        print_error(f"the first {len(found['rows']):,} are shown; see the rest with --limit")
    return None


def to_readable(
    columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[list[str], list[list[Any]]]:
    """Return what of the observations fits a terminal: --json gives every column as it is.

    Columns blank in every row are left out, the file and row that one came from stand together
    at the end, and names are words, so that they wrap.
    """
    source = [columns.index(name) for name in ("src_file", "src_row") if name in columns]
    filled = {p for row in rows for p, cell in enumerate(row) if cell is not None}
    kept = [p for p in range(len(columns)) if p in filled and p not in source]
    heads = [columns[p].replace("_", " ") for p in kept]
    lines = [[*(row[p] for p in kept), ":".join(str(row[p]) for p in source)] for row in rows]
    return [*heads, "from"], lines
