"""Facts for the findings that no single part knows: reported figures, pending bids, next steps."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxaudit.audit.feeding import fed_needs
from cxaudit.audit.joins import to_key_facts
from cxaudit.audit.reported import to_main
from cxaudit.wording import show_value

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

TOP_ITEMS = 5
HUNDREDFOLD = (80, 125)
CHANNEL_OF = {
    "video_viewing_volume": ("video", "views"),
    "podcast_listens_per_episode": ("podcast", "coalesce(plays, streams, downloads)"),
}


def to_facts(audit: Audit) -> dict[str, dict[str, Any]]:
    """Return the audit's own facts by KPI; only those that are known."""
    facts: dict[str, dict[str, Any]] = {kpi_id: {} for kpi_id in audit.kpis}
    for kpi_id in audit.kpis:
        facts[kpi_id] |= _reported(audit, kpi_id) | _pending(audit, kpi_id) | _jump(audit, kpi_id)
        facts[kpi_id] |= to_key_facts(audit.joins, fed_needs(audit, audit.kpis[kpi_id]))
    for kpi_id, count in audit.steps.items():
        facts[kpi_id] |= {"without_next_step": count}
    return facts


def to_steps(audit: Audit) -> dict[str, int]:
    """Return how many of the most used items offer no next step, by KPI that knows of it."""
    found = {kpi_id: _without_step(audit, *named) for kpi_id, named in CHANNEL_OF.items()}
    return {kpi_id: count for kpi_id, count in found.items() if count is not None}


def _reported(audit: Audit, kpi_id: str) -> dict[str, Any]:
    found = to_main(audit, kpi_id)
    if found is None:
        return {}
    return {
        "reported_value": found.reported, "reported_text": show_value(found.reported, found.unit),
        "reported_matches": bool(found.variant), "reported_match": found.variant,
        "reported_ours": show_value(found.ours, found.unit),
        "reported_period": found.period.in_words, "reported_why": found.in_words,
    }  # fmt: skip


def _jump(audit: Audit, kpi_id: str) -> dict[str, Any]:
    """Return two reported periods in a row of which one is about a hundred times the other."""
    own = sorted((r for r in audit.file.reported if r.kpi_id == kpi_id), key=lambda r: r.period_end)
    for before, after in pairwise(own):
        low, high = sorted((abs(before.value), abs(after.value)))
        if low and HUNDREDFOLD[0] <= high / low <= HUNDREDFOLD[1]:
            told = (f"{r.value:g} for the period to {r.period_end}" for r in (before, after))
            return {"reported_jump": " and ".join(told)}
    return {}


def _pending(audit: Audit, kpi_id: str) -> dict[str, Any]:
    """Return the share of cases long past their decision that have none."""
    parts = audit.measurements[kpi_id].parts
    old = parts.get("pending_old")
    young, withdrawn = parts.get("pending_young"), parts.get("withdrawn")
    if old is None or old.value is None or young is None or young.value is None:
        return {}
    known = audit.measurements[kpi_id].n + old.value + young.value
    known += withdrawn.value if withdrawn and withdrawn.value else 0
    return {"pending_old": old.value / known} if known else {}


def _without_step(audit: Audit, channel: str, used: str) -> int | None:
    """Return the count for one channel; None where the firm lists no steps."""
    supplied = audit.supply.get("content_stat", {}).get(channel, frozenset())
    if "next_step" not in supplied:
        return None
    row = audit.engine.execute(
        f"select count(*) filter (where step is null) from (select max(next_step) as step, "
        f"sum({used}) as used from content_stat where channel = $1 group by item_id "
        f"order by used desc nulls last limit {TOP_ITEMS})",
        [channel],
    ).fetchone()
    return int(row[0]) if row else None
