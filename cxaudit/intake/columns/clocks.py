"""By which clock a table's moments were read: told, because the file itself may not say it."""

from __future__ import annotations

from collections.abc import Iterator

from cxaudit.intake.columns.convert import LOCAL, OFFSET
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.wish import Wish


def tell_clocks(typed: Typed, wish: Wish) -> Iterator[str]:
    """Give a line for each zone that moments were read in, with the columns that hold them.

    Moments without a zone are local times of the audit's zone, or of the one that an export is
    known to write. Those with offsets of their own become one; their days are counted in a zone.
    """
    local, placed = _by_zone(typed, LOCAL), _by_zone(typed, OFFSET)
    for zone, headers in local.items():
        known = zone != wish.timezone
        unsaid = not known and not wish.settings.get("timezone")
        why = ", as the audit names no time zone (its setting timezone does)" if unsaid else ""
        why = ", which this export is known to write" if known else why
        yield f"times without a zone were read as {zone}{why}: {', '.join(headers)}"
    for zone, headers in placed.items():
        told = ", ".join(headers)
        yield f"times with offsets of their own became one, their days counted in {zone}: {told}"


def _by_zone(typed: Typed, clock: str) -> dict[str, list[str]]:
    """Return the headers of the columns with moments of a clock, by the zone they were read in."""
    found: dict[str, list[str]] = {}
    for name, clocks in typed.clocks.items():
        if clock in clocks:
            frame = typed.frames[name]
            found.setdefault(frame.timezone, []).append(frame.header)
    return found
