"""An audit's past: frozen under a name, carried to a new period, laid beside what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cxaudit.audit.audit import Audit
from cxaudit.audit.person import now, who
from cxaudit.errors import ClientDataError
from cxaudit.period import Period
from cxaudit.scorecard import Comparison, compare
from cxaudit.store import (
    ClientFile,
    Milestone,
    apply_settings,
    carry_answers,
    list_milestones,
    read_milestone_card,
    save_client,
    save_milestone,
)


@dataclass(frozen=True)
class Carried:
    """A new period that was opened: the file as saved, and what was frozen before."""

    file: ClientFile
    frozen: Milestone

    @property
    def waiting(self) -> int:
        """Return how many answers wait to be confirmed."""
        return len(self.file.use_cases) + len(self.file.criteria)


def freeze(audit: Audit, name: str, place: str = "command line") -> Milestone:
    """Freeze the audit and its scorecard under a name; raises ClientDataError where taken.

    ``place``: who is said to have done it, where the machine names nobody.
    """
    card = audit.scorecard.to_json()
    return save_milestone(audit.folder, audit.file, card, name=name, who=who(place), at=now())


def carry(audit: Audit, period: Period, place: str = "command line") -> Carried:
    """Freeze the audit, then open it for a new period with every answer to be confirmed.

    Raises ClientDataError for a period that ends no later than the audit's date, BusyError
    where somebody saved in between.
    """
    if period.end <= audit.as_of:
        raise ClientDataError(
            "the new period ends no later than the one before", found=str(period),
            wanted=f"a period that ends after {audit.as_of}",
            next=f"to go back, look at a milestone: cxaudit show {audit.client}",
        )  # fmt: skip
    frozen = freeze(audit, to_free_name(audit, f"as of {audit.as_of}"), place)
    days = {"period_start": period.start, "period_end": period.end, "as_of": period.end}
    carried = carry_answers(audit.file)
    profile = apply_settings(carried.profile, [(key, str(day)) for key, day in days.items()])
    saved = save_client(
        audit.folder, replace(carried, profile=profile), who=who(place),
        expected_revision=audit.file.revision, at=now(),
    )  # fmt: skip
    return Carried(saved, frozen)


def to_free_name(audit: Audit, name: str) -> str:
    """Return the name, numbered where a milestone of it stands already."""
    taken = {one.name for one in list_milestones(audit.folder)}
    numbered = (name if n == 1 else f"{name} ({n})" for n in range(1, len(taken) + 2))
    return next(free for free in numbered if free not in taken)


def compare_with(audit: Audit, earlier: Mapping[str, Any]) -> Comparison:
    """Return what changed since an earlier scorecard of this client; raises ClientDataError."""
    better = {kpi_id: kpi.better or "band" for kpi_id, kpi in audit.catalogue.items()}
    return compare(earlier, audit.scorecard.to_json(), better)


def compare_with_milestone(audit: Audit, name: str) -> Comparison:
    """Return what changed since a milestone, by its name or id; raises ClientDataError."""
    return compare_with(audit, read_milestone_card(audit.folder, name))
