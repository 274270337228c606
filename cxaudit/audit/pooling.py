"""The audit and the pool: which pool is read, who reads it, what is logged, what a firm gives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxaudit.audit.person import now
from cxaudit.audit.workspace import Workspace, keys_apart
from cxaudit.benchmark import Benchmark, Reader, why_not_contributed
from cxaudit.benchmark.thresholds import PEER_RULES, RULES_VERSION
from cxaudit.disk import append_line, to_json_text, write_text
from cxaudit.errors import ClientDataError
from cxaudit.measure import Measurement, PartFigure
from cxaudit.peers import (
    Claim,
    ContributedRow,
    Contribution,
    Known,
    PeerPool,
    PoolHome,
    PoolKey,
    PoolLimit,
    find_contributed_faults,
    load_limits,
    look_up,
    read_frozen,
    read_pool,
    vintage_after,
)
from cxaudit.peers.identity import to_plain_name
from cxaudit.peers.rows import DIMENSIONS, REGIONS, SEGMENTS, SIZE_BANDS
from cxaudit.scorecard import Row

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

RECEIPTS, SHOWN = "contributions.jsonl", "shown.jsonl"
BEGINNING = date(1900, 1, 1)
CLOSED = dict(zip(DIMENSIONS, (SIZE_BANDS, SEGMENTS, REGIONS), strict=True))
WHY_LEVEL = "its data are not proved to level 3"
WHY_OUTCOME = "there is no figure to give"


@dataclass(frozen=True)
class Withheld:
    """A figure that stays at home: of which KPI, by which rule, in words."""

    kpi_id: str
    figure: str
    rule: str
    wording: str

    def to_json(self) -> dict[str, str]:
        """Return it as an object."""
        return {"kpi_id": self.kpi_id, "figure": self.figure, "rule": self.rule,
                "wording": self.wording}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A contribution as it would be written, and what is not in it."""

    contribution: Contribution
    withheld: tuple[Withheld, ...]


def pool_home(workspace: Workspace) -> PoolHome:
    """Return where this workspace keeps its pool, whether there is one or not.

    Raises ClientDataError where its keys lie in the workspace too.
    """
    return PoolHome(workspace.pool, keys_apart(workspace))


def find_pool(workspace: Workspace) -> PeerPool | None:
    """Return the frozen vintages of this workspace, else the invented demo pool, else None."""
    frozen = read_frozen(workspace.pool)
    return frozen or _demo_pool(workspace.benchmarks / "demo_pool.csv")


@cache
def _demo_pool(path: Path) -> PeerPool | None:
    return read_pool(path) if path.exists() else None


def is_kept(workspace: Workspace) -> bool:
    """Tell whether this workspace keeps a pool of its own with a vintage to read."""
    return any((workspace.pool / "vintages").glob("*.json"))


def to_reader(audit: Audit) -> Reader:
    """Return who reads the pool here: own contributions, own group, clients of the consultant."""
    profile = audit.file.profile
    consultant = profile.get("consultant") or ""
    known = Known()
    if is_kept(audit.workspace):
        receipts = frozenset(line["content_hash"] for line in read_receipts(audit.folder))
        parent, held = profile.get("parent") or "", _held(audit.workspace)
        claim = Claim(entity_of(audit), consultant, receipts, parent, held)
        known = look_up(pool_home(audit.workspace), claim)
    traits = {name: _to_listed(name, profile.get(name)) or "" for name in DIMENSIONS}
    return Reader(
        own=known.own, kin=known.kin, known=known.clients, assessor=assessor_of(audit),
        is_blind=bool(consultant) and is_kept(audit.workspace) and not known.has_register,
        names_group=is_kept(audit.workspace) and _names_group(audit), **traits,
    )  # fmt: skip


def _held(workspace: Workspace) -> frozenset[str]:
    """Return the hashes of what every firm of this workspace contributed."""
    folders = [path.parent for path in workspace.clients.glob(f"*/{RECEIPTS}")]
    return frozenset(line["content_hash"] for f in folders for line in read_receipts(f))


def _names_group(audit: Audit) -> bool:
    parent = audit.file.profile.get("parent") or ""
    return bool(parent) and to_plain_name(parent) != to_plain_name(entity_of(audit))


def entity_of(audit: Audit) -> str:
    """Return the audited entity's name: as set, else the display name."""
    return audit.file.profile.get("entity") or audit.name


def assessor_of(audit: Audit) -> str:
    """Return consultant where one is named in the profile, else self."""
    return "consultant" if audit.file.profile.get("consultant") else "self"


def log_shown(audit: Audit, reader: Reader, benchmarks: Iterable[Benchmark]) -> bool:
    """Log every cell that was shown or withheld; False where the log cannot be written.

    One line a figure: when, the reader's random id (null: no contributor), vintage, rung, and
    the rule of each cell. The demo pool is not logged.
    """
    if not is_kept(audit.workspace):
        return True
    at, who = now(), sorted(reader.own)
    lines = []
    for found in benchmarks:
        places = [("headline", found.peers)]
        places += [(found.judged.figure, found.judged.peers)] if found.judged else []
        for figure, peers in places:
            line: dict[str, Any] = {
                "at": at, "reader": who, "kpi_id": found.kpi_id, "figure": figure,
                "vintage": peers.vintage, "rung": peers.rung, "assessor": reader.assessor,
                "rules_version": RULES_VERSION,
                "cells": [note.to_json() for note in peers.cells],
            }  # fmt: skip
            lines.append(json.dumps(line))
    try:
        append_line(audit.workspace.pool / SHOWN, "\n".join(lines))
    except OSError:
        return False
    return True


def draft(audit: Audit, key: PoolKey, vintage: str | None = None) -> Draft:
    """Return what this firm would give to a vintage: eligible figures only, nothing written.

    Eligible is a shown figure whose data are proved to level 3 (E2), inside the KPI's bounds
    (D13) and of age (D11). Where the target judges a part against peers, the part goes too.
    """
    vintage = vintage or vintage_after(audit.as_of)
    limits, base = load_limits(), _to_base(audit)
    rows, withheld = [], []
    for row in audit.scorecard.rows:
        for figure, variant, measured in _to_figures(row):
            rule = why_not_contributed(measured.outcome, row.evidenced_level or 0)
            if rule or measured.value is None:
                why = WHY_LEVEL if measured.outcome.is_shown and rule else WHY_OUTCOME
                withheld.append(Withheld(row.kpi.kpi_id, figure, "E2", why))
                continue
            limit = limits.get((row.kpi.kpi_id, variant), PoolLimit())
            made = replace(
                base, kpi_id=row.kpi.kpi_id, variant=variant,
                **_to_numbers(measured, limit), period=_to_period(row),
            )  # fmt: skip
            faults = find_contributed_faults(made, vintage, limits)
            rows += [] if faults else [made]
            withheld += [
                Withheld(row.kpi.kpi_id, figure, "D11" if "D11" in fault else "D13", fault)
                for fault in faults[:1]
            ]
    return Draft(
        Contribution(vintage, tuple(rows), _to_register(audit, key), audit.is_invented, key.key_id),
        tuple(withheld),
    )


def _to_figures(row: Row) -> list[tuple[str, str, Measurement | PartFigure]]:
    if not row.is_audited:
        return []
    figures: list[tuple[str, str, Measurement | PartFigure]] = [
        ("headline", row.measured.variant, row.measured)
    ]
    target = row.kpi.target
    if target and target.rule in PEER_RULES and target.figure in row.measured.parts:
        figures.append((target.figure, target.figure, row.measured.parts[target.figure]))
    return figures


def _to_base(audit: Audit) -> ContributedRow:
    profile = audit.file.profile
    traits = {name: _to_listed(name, profile.get(name)) for name in DIMENSIONS}
    wrong = [name for name in DIMENSIONS if profile.get(name) and traits[name] not in CLOSED[name]]
    if wrong:
        name = wrong[0]
        raise ClientDataError(
            f"the pool has no such {name.replace('_', ' ')}", place=name,
            found=str(profile[name])[:60], wanted=f"one of {', '.join(CLOSED[name])}",
            next=f"cxaudit set {audit.client} {name}={CLOSED[name][0]}",
        )  # fmt: skip
    return ContributedRow(
        "", "", None, None, None, None, None, "", **traits, assessor=assessor_of(audit)
    )


def _to_listed(name: str, text: str | None) -> str | None:
    """Return a profile's word as the pool's closed list has it; None where it is not set."""
    return text.strip().casefold().replace(" ", "_").replace("-", "_") if text else None


def _to_numbers(measured: Measurement | PartFigure, limit: PoolLimit) -> dict[str, float | None]:
    counted = limit.scale is not None and measured.numerator is not None and measured.denominator
    bounded = measured.low is not None and measured.high is not None
    found = {
        "numerator": measured.numerator if counted else None,
        "denominator": measured.denominator if counted else None,
        "value": _to_six_digits(measured.value),
        "low": _to_six_digits(measured.low) if bounded else None,
        "high": _to_six_digits(measured.high) if bounded else None,
    }
    return {name: None if number is None else float(number) for name, number in found.items()}


def _to_six_digits(value: float | None) -> float | None:
    """Return a value as it can be read whole in the preview."""
    return None if value is None else float(f"{value:.6g}")


def _to_period(row: Row) -> str:
    period = row.measured.period
    return f"{period.start or BEGINNING}_{period.end}"


def _to_register(audit: Audit, key: PoolKey) -> dict[str, str | None]:
    profile = audit.file.profile
    consultant = profile.get("consultant")
    return {
        "entity": key.to_hash(entity_of(audit)),
        "parent": key.to_hash(profile.get("parent") or entity_of(audit)),
        "consultant": key.to_hash(consultant) if consultant else None,
    }


def write_contribution(audit: Audit, contribution: Contribution, path: Path) -> None:
    """Write the file, and keep its hash with the client: the proof of whose it is."""
    if not contribution.rows:
        raise ClientDataError(
            "there is nothing to contribute", wanted="a figure whose data are proved to level 3",
            next=f"cxaudit maturity {audit.client} says what proves it",
        )  # fmt: skip
    try:
        write_text(path, to_json_text(contribution.to_json()), 0o600)
    except OSError as error:
        raise ClientDataError(
            "the contribution cannot be written", file=str(path), found=error.strerror,
            next="name a file in a folder that exists and that you may write to",
        ) from error  # fmt: skip
    receipt = {"content_hash": contribution.content_hash, "vintage": contribution.vintage,
               "at": now()}  # fmt: skip
    append_line(audit.folder / RECEIPTS, json.dumps(receipt))


def read_receipts(folder: Path) -> list[dict[str, str]]:
    """Return what this client contributed so far; a torn last line is passed over."""
    try:
        lines = (folder / RECEIPTS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            read = json.loads(line)
        except ValueError:
            continue
        if isinstance(read, dict) and isinstance(read.get("content_hash"), str):
            found.append(read)
    return found
