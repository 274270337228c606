"""One invented firm with rows in every canonical table, and its files changed in every way.

The rows come from the makers of the second calculation, so they hold what goes wrong in real
exports. Days begin in Tokyo, where clocks are never put forward.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cxaudit.audit import Audit, Workspace, import_files
from cxaudit.canon import load_tables
from cxaudit.measure import Measurement
from cxaudit.store import apply_settings, create_client, save_client
from tests.oracle import (
    assets,
    book,
    breadth,
    consultants,
    delivery,
    email,
    events,
    linkedin,
    media,
    onboarding,
    podcasts,
    portal,
    reading,
    relationship,
    tenders,
    tenure,
    website,
)
from tests.oracle.chance import Chance, Row
from tests.oracle.want import Expected

CLIENT = "one-firm"
AT = "2026-01-05T09:00:00+00:00"
AS_OF = date(2025, 12, 31)
SETTINGS = {
    "as_of": AS_OF.isoformat(), "currency": "EUR", "timezone": "Asia/Tokyo", "top_tier": "gold",
    "thought_leadership_patterns": "/insights/*,/papers/*", "internal_lists": "Staff",
}  # fmt: skip
Expect = Callable[[Any], Expected]
MAKERS: tuple[tuple[str, Callable[[Chance], Any], tuple[str, ...], tuple[Expect, ...]], ...] = (
    ("mail", email.make, ("content_stat",), (email.opens, email.clicks)),
    ("post", linkedin.make, ("content_stat",), (linkedin.expect,)),
    ("film", media.make_videos, ("content_stat",), (media.videos,)),
    (
        "talk",
        podcasts.make_episodes,
        ("content_stat",),
        (podcasts.listens, podcasts.listen_through),
    ),
    ("site", website.make, ("web_session",), (website.social, website.returns, website.length)),
    ("read", reading.make, ("page_view",), (reading.time, reading.depth)),
    ("room", events.make, ("participation",), (events.attendance, events.turn_up)),
    ("rate", consultants.make, ("strategy", "rating"), (consultants.buys_per_strategy,)),
    ("bids", tenders.make, ("pursuit",), (tenders.paper_stage, tenders.tenders, tenders.pitches)),
    ("open", onboarding.make, ("mandate",), (onboarding.pooled, onboarding.segregated)),
    ("sent", delivery.make, ("delivery",), (delivery.investment_reports, delivery.factsheets)),
    ("door", portal.make, ("interaction", "portal_user"), (portal.expect,)),
    ("desk", relationship.make, ("interaction",), (relationship.meetings, relationship.complaints)),
    ("held", book.make, ("client", "mandate", "aum"), (tenure.expect, breadth.expect)),
    ("flow", assets.make, ("aum",), (assets.managed, assets.flows)),
)
OWN_KEYS = {"item_id", "session_id", "event_id", "pursuit_id", "mandate_id", "delivery_id",
            "reissue_of", "interaction_id", "parent_id", "rating_id"}  # fmt: skip
Tables = dict[str, list[Row]]


class Measured(NamedTuple):
    """What the import said of each file, and the figures by kpi_id."""

    figures: dict[str, Measurement]
    verdicts: dict[str, str]


Lines = list[list[str]]


class OneFirm(Chance):
    """Draws for data sets that all belong to one firm."""

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return the settings of the firm, whatever a maker would like to vary."""
        own = {"as_of": AS_OF, "timezone": "Asia/Tokyo", "currency": "EUR", "top_tier": ["gold"]}
        lists = {"internal_lists": ["Staff"], "thought_leadership_patterns": ["/insights/*"]}
        return more | own | lists


@cache
def tables() -> Tables:
    """Return the firm's rows: canonical table -> rows, no key twice."""
    found: Tables = {}
    for tag, make, names, expects in MAKERS:
        made = _telling(tag, make, expects)
        for name in names:
            found.setdefault(name, []).extend(_own(row, tag, name) for row in made.rows(name))
        if tag == "desk":
            tiers = {row["client_id"]: row for row in made.rows("client")}
    for row in found["client"]:
        tier = tiers.get(row["client_id"], {})
        row |= {column: tier.get(column) for column in ("tier", "tier_from", "tier_to")}
    for row in found["participation"]:
        row["registered"] = row["event_start"] if row["reg_status"] else None
    return {name: _once(rows, load_tables()[name].key) for name, rows in found.items()}


def _telling(tag: str, make: Callable[[Chance], Any], expects: Sequence[Expect]) -> Any:
    """Return the first data set of a maker that gives every figure asked of it, none of them 0."""
    for seed in range(400):
        made = make(OneFirm(f"{tag} {seed}"))
        if all(expect(made).headline.value for expect in expects) and not made.lacking:
            return made
    raise AssertionError(f"no data set of {tag} gives every figure")


def _own(row: Row, tag: str, name: str) -> Row:
    found = {k: v for k, v in row.items() if k != "src_system"}
    tag = f"{tag}-{row['src_system']}" if "src_system" in row else tag
    for column in OWN_KEYS & set(found):
        if found[column] is not None and name != "client":
            found[column] = f"{tag}-{found[column]}"
    return found


def _once(rows: list[Row], key: Sequence[str]) -> list[Row]:
    kept: dict[tuple, Row] = {}
    for row in rows:
        kept.setdefault(tuple(row.get(column) for column in key if column != "src_system"), row)
    return list(kept.values())


def to_lines(name: str, rows: list[Row]) -> Lines:
    """Return a table as the lines of its template, the header first."""
    columns = [c for c in load_tables()[name].columns if any(c in row for row in rows)]
    return [columns, *([_text(row.get(column)) for column in columns] for row in rows)]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, tuple):
        return "|".join(cell)
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return "" if cell is None else str(cell)


def to_csv(lines: Lines) -> str:
    """Return lines as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def measured(root: Path, files: dict[str, str], settings: dict[str, str] = SETTINGS) -> Measured:
    """Import files (name -> text) of a new client for real, and return its 30 measurements.

    Periods of different posts may overlap from file to file: the question is answered with keep.
    """
    workspace = Workspace(root)
    folder = workspace.client_folder(CLIENT)
    folder.parent.mkdir(parents=True)
    made = create_client(folder, CLIENT, "One Firm")
    own = replace(made, profile=apply_settings(made.profile, settings.items()))
    save_client(folder, own, who="test", expected_revision=made.revision, at=AT)
    (root / "inbox").mkdir()
    paths = [root / "inbox" / name for name in files]
    for path in paths:
        path.write_text(files[path.name], encoding="utf-8", newline="")
    entries = import_files(
        workspace, CLIENT, paths, received_on=date(2026, 1, 5), answers={"overlap": "keep"}
    )
    verdicts = {entry["file"]: entry["verdict"] for entry in entries}
    messages = {entry["file"]: entry.get("message") for entry in entries}
    assert set(verdicts.values()) <= {"imported", "duplicate"}, messages
    return Measured(Audit.open(CLIENT, root).measurements, verdicts)
