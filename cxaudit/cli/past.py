"""Verbs on a client's past: history, undo, milestone, carry, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxaudit.audit import Audit
from cxaudit.audit.past import carry as carry_on
from cxaudit.audit.past import compare_with, freeze
from cxaudit.audit.person import now, who
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_done, print_json, print_table
from cxaudit.display.tables.compare import tell_milestone
from cxaudit.period import parse_period
from cxaudit.store import (
    check_client_id,
    list_milestones,
    read_answers,
    read_history,
    read_milestone_card,
    restore_client,
)
from cxaudit.store import redo as redo_last
from cxaudit.store import undo as undo_last
from cxaudit.wording import show_count, to_noun


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


def redo(context: Context, client: str) -> None:
    """Put back what the last undo took back."""
    audit = Audit.open(client, context.where.root)
    saved = redo_last(audit.folder, who=who("command line"), at=now())
    words = f"{client}: revision {saved.revision} stands as before it was taken back"
    print_done(context, words, client=client, revision=saved.revision)


def restore(context: Context, client: str) -> None:
    """Put a damaged audit file together again."""
    made = restore_client(context.where.find().client_folder(check_client_id(client)))
    beside = f"; the damaged file is kept as {made.kept}" if made.kept else ""
    words = f"{client}: revision {made.file.revision} stands again, from {made.source}{beside}"
    print_done(
        context, words, client=client, revision=made.file.revision, source=made.source,
        kept=made.kept,
    )  # fmt: skip


def milestone(context: Context, client: str, name: str) -> None:
    """Freeze the audit and its scorecard under a name."""
    made = freeze(Audit.open(client, context.where.root), name)
    words = (
        f"{client}: revision {made.revision} is frozen as {made.name}\n"
        f"later: cxaudit compare {client} --with {made.id}"
    )
    print_done(context, words, client=client, milestone=made.to_json())


def carry(context: Context, client: str, to: str) -> None:
    """Freeze the audit as it stands, then open it for a new period, answers to be confirmed."""
    period = parse_period(to)
    done = carry_on(Audit.open(client, context.where.root), period)
    waiting = f"{show_count(done.waiting, 'answer')} {to_noun(done.waiting, 'waits', 'wait')}"
    words = (
        f"{client}: {period} is open at revision {done.file.revision}; {waiting} "
        f"to be confirmed\nthe audit before is frozen as {done.frozen.name}"
    )
    print_done(
        context, words, client=client, revision=done.file.revision,
        milestone=done.frozen.to_json(), to_confirm=done.waiting,
        period={"start": str(period.start), "end": str(period.end)},
    )  # fmt: skip


def compare(context: Context, client: str, earlier: str) -> None:
    """Print what changed since an earlier scorecard: a file of it, or a milestone's name."""
    audit = Audit.open(client, context.where.root)
    path = Path(earlier)
    known = path.suffix == ".json" or path.is_file()
    before: Any = read_answers(path) if known else read_milestone_card(audit.folder, earlier)
    found = compare_with(audit, before)
    if context.as_json:
        return print_json(found.to_json())
    rows = [
        [row.code, row.name, row.performance.wording,
         "" if not row.data_moved else f"{_level(row.level_from)} to {_level(row.level_to)}",
         "; ".join(filter(None, (row.scope, row.model)))]
        for row in found.kpis
        if row.performance.verdict != "none" or row.data_moved or row.scope or row.model
    ]  # fmt: skip
    firm = [[move.label, move.then_text, move.now_text] for move in found.firm]
    since = "" if known else f" since {tell_milestone(list_milestones(audit.folder), earlier)}"
    print_table(f"{client}: the firm then and now{since}", ["figure", "then", "now"], firm)
    title = f"{client}: what changed from {found.start['as_of']} to {found.end['as_of']}"
    return print_table(title, ["code", "KPI", "performance", "level", "scope and model"], rows)


def _level(level: int | None) -> str:
    return "none" if level is None else str(level)
