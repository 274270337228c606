"""Verbs on a client's past: history, undo, milestone, carry, compare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from cxaudit.audit import Audit
from cxaudit.audit.person import now, who
from cxaudit.catalogue import load_catalogue
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_done, print_json, print_table
from cxaudit.errors import ClientDataError
from cxaudit.period import parse_period
from cxaudit.scorecard import compare as compare_cards
from cxaudit.store import (
    apply_settings,
    carry_answers,
    read_answers,
    read_history,
    read_milestone_card,
    save_client,
    save_milestone,
)
from cxaudit.store import undo as undo_last


def history(context: Context, client: str) -> None:
    """Print the changes, newest last."""
    audit = Audit.open(client, context.where.root)
    lines = [line.to_json() for line in read_history(audit.folder)]
    if context.as_json:
        return print_json({"client": client, "history": lines})
    columns = ["revision", "at", "who", "field", "old", "new"]
    return print_table(
        f"history of {client}", columns, [[line.get(c) for c in columns] for line in lines]
    )


def undo(context: Context, client: str) -> None:
    """Take the last revision back."""
    audit = Audit.open(client, context.where.root)
    saved = undo_last(audit.folder, who=who("command line"), at=now())
    words = f"{client}: revision {saved.revision} stands as before the last change"
    print_done(context, words, client=client, revision=saved.revision)


def milestone(context: Context, client: str, name: str) -> None:
    """Freeze the audit and its scorecard under a name."""
    audit = Audit.open(client, context.where.root)
    made = save_milestone(
        audit.folder, audit.file, audit.scorecard.to_json(), name=name,
        who=who("command line"), at=now(),
    )  # fmt: skip
    words = (
        f"{client}: revision {made.revision} is frozen as {made.name}\n"
        f"later: cxaudit compare {client} --with {made.id}"
    )
    print_done(context, words, client=client, milestone=made.to_json())


def carry(context: Context, client: str, to: str) -> None:
    """Freeze the audit as it stands, then open it for a new period, answers to be confirmed."""
    period = parse_period(to)
    audit = Audit.open(client, context.where.root)
    if period.end <= audit.as_of:
        raise ClientDataError(
            "the new period ends no later than the one before", found=to,
            wanted=f"a period that ends after {audit.as_of}",
            next=f"to go back, look at a milestone: cxaudit show {client}",
        )  # fmt: skip
    frozen = save_milestone(
        audit.folder, audit.file, audit.scorecard.to_json(), name=f"as of {audit.as_of}",
        who=who("command line"), at=now(),
    )  # fmt: skip
    days = {"period_start": period.start, "period_end": period.end, "as_of": period.end}
    pairs = [(key, str(day)) for key, day in days.items()]
    carried = carry_answers(audit.file)
    carried = replace(carried, profile=apply_settings(carried.profile, pairs))
    saved = save_client(
        audit.folder, carried, who=who("command line"), expected_revision=audit.file.revision,
        at=now(),
    )  # fmt: skip
    waiting = len(saved.use_cases) + len(saved.criteria)
    words = (
        f"{client}: {period} is open at revision {saved.revision}; {waiting} answers wait to be "
        f"confirmed\nthe audit before is frozen as {frozen.name}"
    )
    print_done(
        context, words, client=client, revision=saved.revision, milestone=frozen.to_json(),
        period={"start": str(period.start), "end": str(period.end)}, to_confirm=waiting,
    )  # fmt: skip


def compare(context: Context, client: str, earlier: str) -> None:
    """Print what changed since an earlier scorecard: a file of it, or a milestone's name."""
    audit = Audit.open(client, context.where.root)
    path = Path(earlier)
    known = path.suffix == ".json" or path.is_file()
    before: Any = read_answers(path) if known else read_milestone_card(audit.folder, earlier)
    better = {kpi_id: kpi.better or "band" for kpi_id, kpi in load_catalogue().items()}
    found = compare_cards(before, audit.scorecard.to_json(), better)
    if context.as_json:
        return print_json(found.to_json())
    rows = [
        [row.code, row.name, row.performance.wording,
         "" if not row.data_moved else f"{_level(row.level_from)} to {_level(row.level_to)}",
         "; ".join(filter(None, (row.scope, row.model)))]
        for row in found.kpis
        if row.performance.verdict != "none" or row.data_moved or row.scope or row.model
    ]  # fmt: skip
    title = f"{client}: what changed from {found.start['as_of']} to {found.end['as_of']}"
    return print_table(title, ["code", "KPI", "performance", "level", "scope and model"], rows)


def _level(level: int | None) -> str:
    return "none" if level is None else str(level)
