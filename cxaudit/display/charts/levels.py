"""Declared against evidenced level, KPI by KPI."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.letters import measure
from cxaudit.display.names import OWNERS, to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.picture import Dot, Line, Picture, Words
from cxaudit.display.style import AMBER, BLUE, GREY
from cxaudit.maturity import load_maturity
from cxaudit.scorecard import Row
from cxaudit.wording import show_count


def show_levels(audit: Audit) -> Panel:
    """Draw each applicable KPI's declared and evidenced level, grouped by owner."""
    rows = [
        row for row in audit.scorecard.rows if row.is_audited and row.evidenced_level is not None
    ]
    if not rows:
        return show_prose("No use case applies, so there is no level to show.")
    places = _place(rows)
    picture = Picture(
        [(places[row.kpi.kpi_id], f"{row.kpi.code}  {to_short(row.kpi.name)}") for row in rows],
        (-0.25, 5.25), width=548, pitch=17, head=27,
        beside=max(measure(owner, 8) for owner in OWNERS.values()) + 4,
    )  # fmt: skip
    _name_levels(picture)
    _name_owners(picture, rows, places)
    for row in rows:
        _draw(picture, row, places[row.kpi.kpi_id])
    behind = sum((row.declared_level or 0) > (row.evidenced_level or 0) for row in rows)
    verb = "is" if behind == 1 else "are"
    alt = (
        f"{behind or 'None'} of {show_count(len(rows), 'KPI')} {verb} declared above "
        "the level that evidence carries."
    )
    caption = (
        "Filled: level that evidence carries, with the range that open questions leave. "
        "Ring: level declared. Level 3 and above can be benchmarked."
    )
    return picture.to_panel(alt, caption, invented=audit.is_invented)


def _place(rows: list[Row]) -> dict[str, float]:
    places, at, owner = {}, 0.0, rows[0].kpi.owner
    for row in rows:
        at += 0.7 if row.kpi.owner != owner else 0
        owner = row.kpi.owner
        places[row.kpi.kpi_id] = at
        at += 1
    return places


def _draw(picture: Picture, row: Row, place: float) -> None:
    low, high = row.readiness.evidenced.level_low, row.readiness.evidenced.level_high
    declared = row.declared_level or 0
    if declared > low:
        picture.add(Line((low, place), (declared, place), AMBER, opacity=0.55))
    if high > low:
        picture.add(Line((low, place), (high, place), BLUE, 3.2, opacity=0.35))
    picture.add(Dot(declared, place, 8, "#fff", AMBER), Dot(low, place, 5, BLUE))


def _name_levels(picture: Picture) -> None:
    for level in load_maturity().levels.level:
        picture.rule(level.number)
        picture.add(
            Words(level.number, -1.6, f"{level.number}", colour=GREY, anchor="middle"),
            Words(level.number, -1.0, level.name, colour=GREY, anchor="middle"),
        )


def _name_owners(picture: Picture, rows: list[Row], places: dict[str, float]) -> None:
    first = {str(row.kpi.owner): places[row.kpi.kpi_id] for row in reversed(rows)}
    for owner, place in reversed(first.items()):
        picture.add(Words(picture.span[1], place, OWNERS[owner], colour=GREY, shift=2))
