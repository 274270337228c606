"""Verbs on the peer pool: preview and write a contribution, add, freeze, show, hand out the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxaudit.audit import Audit
from cxaudit.audit.pooling import Draft, draft, entity_of, pool_home, write_contribution
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_done, print_error, print_json, print_table
from cxaudit.errors import ClientDataError
from cxaudit.peers import (
    PoolHome,
    load_limits,
    own_key,
    read_contribution,
    read_pool_key,
    readmit,
    survey,
    write_pool_key,
)
from cxaudit.peers import add as add_contribution
from cxaudit.peers import (
    freeze as freeze_vintage,
)
from cxaudit.peers import withdraw as withdraw_firm
from cxaudit.peers.contribution import ROW_FIELDS, VINTAGE
from cxaudit.wording import show_count, to_noun


def contribute(
    context: Context, client: str, out: Path | None, key: Path | None, vintage: str | None
) -> None:
    """Print the whole contribution, what stays at home and why; write it only with ``out``."""
    audit = Audit.open(client, context.where.root)
    _check_vintage(vintage)
    pool_key = read_pool_key(key) if key else own_key(pool_home(audit.workspace))
    made = draft(audit, pool_key, vintage)
    if not context.as_json:
        _print_draft(audit, made, handed=key is not None)
    if out is not None:
        write_contribution(audit, made.contribution, out)
    if context.as_json:
        withheld = [one.to_json() for one in made.withheld]
        return print_json(
            made.contribution.to_json() | {"withheld": withheld, "file": str(out) if out else None}
        )
    written = f"written to {out}" if out else "nothing is written; add --out FILE to write it"
    return print(written)


def _check_vintage(vintage: str | None) -> None:
    if vintage is not None and not VINTAGE.fullmatch(vintage):
        raise ClientDataError(
            "this is not a vintage", found=vintage[:40], wanted="a quarter, as 2026-Q1"
        )


def _print_draft(audit: Audit, made: Draft, *, handed: bool) -> None:
    given = made.contribution
    print(f"contribution of {audit.name} to vintage {given.vintage}: all that the file would hold")
    kinds = sorted({(r.size_band, r.segment, r.region, r.assessor) for r in given.rows}, key=str)
    for kind in kinds:
        named = zip(("size band", "segment", "region", "assessor"), kind, strict=True)
        print("  " + ", ".join(f"{name} {value or '(not set)'}" for name, value in named))
    whose = "handed out by the keeper" if handed else "of this workspace's own pool"
    names = {
        "entity": entity_of(audit),
        "parent": audit.file.profile.get("parent") or entity_of(audit),
        "consultant": audit.file.profile.get("consultant") or "(none: assessed by the firm itself)",
    }
    print(f"  names leave as keyed hashes only; key {given.key_id}, {whose}")
    for name, hashed in given.register.items():
        print(f"  {name}: {names[name]} -> {hashed or 'nothing'}")
    print(f"  invented: {'yes' if given.invented else 'no'}")
    shown = [
        name for name in ROW_FIELDS if name not in ("size_band", "segment", "region", "assessor")
    ]
    lines = [[_say(getattr(row, name)) for name in shown] for row in given.rows]
    print_table(show_count(len(lines), "row"), [_head(name) for name in shown], lines)
    if made.withheld:
        columns = ["KPI", "figure", "rule", "why it stays at home"]
        rows = [[one.kpi_id, one.figure, one.rule, one.wording] for one in made.withheld]
        head = f"{show_count(len(rows), 'figure')} {to_noun(len(rows), 'is', 'are')} not in it"
        print_table(head, columns, rows)


def _head(name: str) -> str:
    is_number = name in ("numerator", "denominator", "value", "low", "high")
    return f"#{name}" if is_number else name


def _say(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value)


def add(context: Context, files: list[Path]) -> int:
    """Take contributions in, each for itself; those refused are told at the end (exit 2)."""
    home, limits = _home(context), load_limits()
    entries: list[dict[str, Any]] = []
    refused: list[ClientDataError] = []
    for path in files:
        try:
            done = add_contribution(home, read_contribution(path, limits))
            entries.append({"file": str(path)} | done.to_json())
        except ClientDataError as error:
            refused.append(error)
    if refused and not entries and len(refused) == 1:
        raise refused[0]
    if context.as_json:
        errors = [error.to_json() for error in refused]
        print_json(entries[0] if len(files) == 1 else {"added": entries, "refused": errors})
    else:
        for entry in entries:
            print(
                f"{entry['file']}: {entry['status']} as {entry['contributor']} to "
                f"{entry['vintage']}, {show_count(entry['rows'], 'row')}"
            )
        for error in refused:
            print_error(error.in_words())
    return 2 if refused else 0


def freeze(context: Context, vintage: str | None, by: str | None) -> None:
    """Freeze a vintage and say what of it readers may see."""
    _check_vintage(vintage)
    home = _home(context)
    card = freeze_vintage(home, vintage, by)
    (found,) = [v for v in survey(home)["vintages"] if v["vintage"] == card.vintage]
    shown = sum(cell["shown"] for cell in found["cells"])
    words = (
        f"vintage {card.vintage} is frozen: {found['contributors']} contributors, "
        f"{shown} of {len(found['cells'])} cells open"
        f"{f', cut by {card.dimension}' if card.dimension else ''}\nsha256 {card.sha256}"
    )
    print_done(
        context, words, vintage=card.vintage, contributors=found["contributors"],
        dimension=card.dimension, sha256=card.sha256, cells=found["cells"],
    )  # fmt: skip


def withdraw(context: Context, who: str, undo: bool) -> None:
    """Take a firm out of the pool from the next vintage on, or let it back in."""
    done = (readmit if undo else withdraw_firm)(_home(context), who)
    words = {
        "withdrawn": "the firm is withdrawn: it is in no later vintage, and gives nothing more",
        "already_withdrawn": "the firm was withdrawn before",
        "readmitted": "the firm may contribute again; nothing it gave before comes back",
        "not_withdrawn": "the firm was not withdrawn",
    }[done.status]
    if done.taken_out_of:
        words += f"\ntaken out of what waited for {', '.join(done.taken_out_of)}"
    if done.stays_in:
        words += (
            f"\n{', '.join(done.stays_in)} was frozen with it and stays as published; a later "
            "vintage opens a cell only when at least 5 firms joined or left it (rule D5)"
        )
    print_done(context, words, **done.to_json())


def show(context: Context, cells: bool) -> None:
    """Print what waits and what is frozen."""
    found = survey(_home(context))
    if context.as_json:
        return print_json(found)
    if not any((found["waiting"], found["vintages"], found["withdrawn"])):
        return print("the pool is empty; take a contribution in with: cxaudit pool add FILE")
    print(f"key {found['key_id']}")
    rows = [
        [v["vintage"], v["contributors"], "", "waiting", "", "", ""] for v in found["waiting"]
    ] + [
        [v["vintage"], v["contributors"], v["withdrawn_since"],
         "frozen" if v["intact"] else "CHANGED SINCE FROZEN", v["dimension"] or "no cut",
         f"{sum(c['shown'] for c in v['cells'])} of {len(v['cells'])}",
         v["sha256"][:16]]
        for v in found["vintages"]
    ]  # fmt: skip
    columns = ["vintage", "#contributors", "#withdrawn since", "state", "cohorts", "cells open",
               "sha256"]  # fmt: skip
    print_table("the peer pool", columns, rows)
    for left in found["withdrawn"]:
        when = f"after {left['after']} was frozen" if left["after"] else "before any was frozen"
        print(f"withdrawn {when}: {left['contributors']}, out of every later vintage")
    if cells:
        for v in found["vintages"]:
            lines = [
                [c["kpi_id"], c["variant"], c["assessor"], c["rung"],
                 "open" if c["shown"] else "closed", c["rule"]] for c in v["cells"]
            ]  # fmt: skip
            heads = ["KPI", "variant", "assessor", "rung", "state", "rule"]
            print_table(f"cells of {v['vintage']}", heads, lines)
    return None


def write_key(context: Context, out: Path) -> None:
    """Write the pool's key to a file to be handed out."""
    key = own_key(_home(context))
    write_pool_key(out, key)
    words = f"key {key.key_id} written to {out}; hand it to those who are to contribute"
    print_done(context, words, key_id=key.key_id, file=str(out))


def _home(context: Context) -> PoolHome:
    return pool_home(context.where.find())
