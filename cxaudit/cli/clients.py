"""Verbs on a client's folder: new, set, show, history, undo, purge."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxaudit.audit import Audit, keys_folder
from cxaudit.audit.person import now, who
from cxaudit.catalogue import load_catalogue
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_done, print_json, print_table
from cxaudit.disk import to_json_text
from cxaudit.errors import ClientDataError
from cxaudit.intake import forget_key
from cxaudit.store import (
    apply_settings,
    check_client_id,
    create_client,
    list_milestones,
    save_client,
    to_answers,
)


def new(context: Context, client: str, name: str) -> None:
    """Make the folder and say where it lies."""
    workspace = context.where.find()
    made = create_client(workspace.client_folder(check_client_id(client)), client, name or None)
    place = workspace.client_folder(client).relative_to(workspace.root)
    words = (
        f"{client} is ready in {place}\nnext: cxaudit set {client} as_of=2025-12-31 currency=EUR"
    )
    print_done(
        context,
        words,
        client=made.client,
        name=made.name,
        folder=str(place),
        revision=made.revision,
    )


def set_profile(context: Context, client: str, settings: list[str]) -> None:
    """Set profile keys; all faults are told at once and nothing is changed on any."""
    audit = Audit.open(client, context.where.root)
    pairs = [text.partition("=")[::2] for text in settings if "=" in text]
    bare = [text for text in settings if "=" not in text]
    if bare:
        raise ClientDataError(
            "these are not settings", found=", ".join(bare), wanted="KEY=VALUE",
            next=f"write: cxaudit set {client} {bare[0]}=VALUE",
        )  # fmt: skip
    profile = apply_settings(audit.file.profile, pairs, set(load_catalogue()))
    changed = replace(audit.file, profile=profile)
    saved = save_client(
        audit.folder,
        changed,
        who=who("command line"),
        expected_revision=audit.file.revision,
        at=now(),
    )
    told = f"cxaudit measure {client}" if audit.imports else f"cxaudit import {client} FOLDER"
    print_done(context, f"{client}: saved as revision {saved.revision}\nnext: {told}",
          client=client, revision=saved.revision, profile=_plain(saved.profile))  # fmt: skip


def _plain(value: Any) -> Any:
    return json.loads(to_json_text(json.loads(json.dumps(value, default=str))))


def show(context: Context, client: str) -> None:
    """Print profile and imports."""
    audit = Audit.open(client, context.where.root)
    facts = {
        "client": client, "name": audit.name, "revision": audit.file.revision,
        "profile": _plain(audit.file.profile),
        "imports": [_import_line(record) for record in audit.imports],
        "answers": {name: len(rows) for name, rows in to_answers(audit.file).items()},
        "milestones": [one.to_json() for one in list_milestones(audit.folder)],
    }  # fmt: skip
    if context.as_json:
        return print_json(facts)
    print_table(f"{audit.name} ({client}), revision {audit.file.revision}", ["setting", "value"],
                [(k, v if isinstance(v, str) else json.dumps(v, ensure_ascii=False))
                 for k, v in facts["profile"].items()])  # fmt: skip
    for one in facts["milestones"]:
        print(f"milestone {one['id']}: {one['name']}, revision {one['revision']}, {one['at']}")
    if not facts["imports"]:
        return print(f"no file yet; next: cxaudit import {client} FOLDER")
    columns = ["file", "format", "received", "#in", "#imported", "#set aside", "#blank", "#totals"]
    return print_table("imports", columns, [list(line.values()) for line in facts["imports"]])


def _import_line(record: dict[str, Any]) -> dict[str, Any]:
    counts = {
        name: record["rows"][name] for name in ("in", "imported", "set_aside", "blank", "totals")
    }
    head = {
        "file": record["file"],
        "format": record["format"],
        "received_on": record["received_on"],
    }
    return head | counts


def purge(context: Context, client: str, raw: bool) -> None:
    """Remove the raw files, or the whole client with its key and reports; a damaged one too."""
    workspace = context.where.find()
    folder = workspace.client_folder(check_client_id(client))
    if not folder.is_dir():
        Audit.open(client, context.where.root)
    _remove(folder / "exports" if raw else folder)
    if not raw:
        for pattern in (f"*/{client}", f".runs/*/{client}"):
            for report in workspace.reports.glob(pattern):
                _remove(report)
        forget_key(keys_folder(), client)
    whole = "the client, its raw files, tables, answers, reports and key"
    what = "the sealed raw files" if raw else whole
    print_done(context, f"{client}: gone is {what}", client=client, removed="raw" if raw else "all")


def _remove(gone: Path) -> None:
    """Remove a folder that may be sealed against writing."""
    if not gone.exists():
        return
    for path in (gone, *gone.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)
    shutil.rmtree(gone)
