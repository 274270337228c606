"""Declared against evidenced level, KPI by KPI."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import OWNERS, to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import AMBER, BLUE, GREY, RULE, drawing, to_panel
from cxaudit.maturity import load_maturity
from cxaudit.scorecard import Row


def show_levels(audit: Audit) -> Panel:
    """Draw each applicable KPI's declared and evidenced level, grouped by owner."""
    rows = [
        row for row in audit.scorecard.rows if row.is_audited and row.evidenced_level is not None
    ]
    if not rows:
        return show_prose("No use case applies, so there is no level to show.")
    with drawing(7.4, 0.9 + 0.235 * (len(rows) + _groups(rows) * 0.7)) as (figure, axes):
        places = _place(rows)
        for row in rows:
            _draw(axes, row, places[row.kpi.kpi_id])
        _name_axes(axes, rows, places)
        behind = sum((row.declared_level or 0) > (row.evidenced_level or 0) for row in rows)
        verb = "is" if behind == 1 else "are"
        alt = (
            f"{behind or 'None'} of {len(rows)} KPIs {verb} declared above "
            "the level that evidence carries."
        )
        caption = (
            "Filled: level that evidence carries, with the range that open questions leave. "
            "Ring: level declared. Level 3 and above can be benchmarked."
        )
        return to_panel(figure, alt, caption, invented=audit.is_invented)


def _groups(rows: list[Row]) -> int:
    return len({row.kpi.owner for row in rows})


def _place(rows: list[Row]) -> dict[str, float]:
    places, at, owner = {}, 0.0, rows[0].kpi.owner
    for row in rows:
        at += 0.7 if row.kpi.owner != owner else 0
        owner = row.kpi.owner
        places[row.kpi.kpi_id] = at
        at += 1
    return places


def _draw(axes, row: Row, place: float) -> None:
    low, high = row.readiness.evidenced.level_low, row.readiness.evidenced.level_high
    declared = row.declared_level or 0
    if declared > low:
        axes.plot([low, declared], [place, place], color=AMBER, lw=1, alpha=0.55, zorder=1)
    if high > low:
        axes.plot([low, high], [place, place], color=BLUE, lw=3.2, alpha=0.35, zorder=2)
    axes.plot(declared, place, "o", ms=8, mfc="white", mec=AMBER, mew=1.4, zorder=3)
    axes.plot(low, place, "o", ms=5, color=BLUE, zorder=4)


def _name_axes(axes, rows: list[Row], places: dict[str, float]) -> None:
    names = [f"{row.kpi.code}  {to_short(row.kpi.name)}" for row in rows]
    axes.set_yticks([places[row.kpi.kpi_id] for row in rows], names)
    axes.invert_yaxis()
    levels = load_maturity().levels.level
    axes.set_xticks(range(6), [f"{level.number}\n{level.name}" for level in levels])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xlim(-0.25, 7.1)
    for level in range(6):
        axes.axvline(level, color=RULE, lw=0.7, zorder=0)
    for side in ("bottom", "left", "top"):
        axes.spines[side].set_visible(False)
    seen = set()
    for row in rows:
        if row.kpi.owner not in seen:
            seen.add(row.kpi.owner)
            axes.text(5.35, places[row.kpi.kpi_id], OWNERS[str(row.kpi.owner)], ha="left",
                      va="center", fontsize=8, color=GREY)  # fmt: skip
