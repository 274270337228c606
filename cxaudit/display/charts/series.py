"""One KPI over like periods, with the interval of each."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.audit import Audit
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import BLUE, GREY, drawing, to_panel
from cxaudit.display.tables.trends import show_changes
from cxaudit.measure import Point
from cxaudit.wording import show_value


def show_series(audit: Audit, kpi_id: str, quarters: int = 8) -> Panel:
    """Draw a KPI quarter by quarter; a gap where a quarter holds no figure."""
    kpi = audit.catalogue[kpi_id]
    points = audit.quarters(kpi_id, quarters)
    known = [(place, p) for place, p in enumerate(points) if p.measured.value is not None]
    if len(known) < 2:
        return show_prose(f"{kpi.name}: fewer than two quarters hold a figure.")
    scale = 100 if known[0][1].measured.unit == "fraction" else 1
    with drawing(6.4, 2.3) as (figure, axes):
        for place, point in known:
            m = point.measured
            if m.low is not None and m.high is not None:
                ends = [m.low * scale, m.high * scale]
                axes.plot([place, place], ends, color=BLUE, lw=1.2, alpha=0.5)
        axes.plot([p for p, _ in known], [x.measured.value * scale for _, x in known], "o-",
                  color=BLUE, ms=5, lw=1)  # fmt: skip
        young = [(p, x.measured.value * scale) for p, x in known if x.is_young]
        axes.plot([p for p, _ in young], [y for _, y in young], "o", ms=5, mfc="white",
                  mec=BLUE, zorder=3)  # fmt: skip
        names = [_quarter(p) for p in points]
        axes.set_xticks(range(len(points)), [name.replace(" ", "\n") for name in names])
        axes.set_ylabel("%" if scale == 100 else known[0][1].measured.unit, color=GREY)
        axes.set_title(kpi.name)
        head, caption = _finding(kpi.name, points), CAPTION + (YOUNG if young else "")
        chart = to_panel(figure, head, caption, invented=audit.is_invented)
    return chart + show_changes(points, names)


CAPTION = "95 % intervals. A move counts only where the interval of the difference excludes zero."
YOUNG = " Hollow: some cases are still to be decided, so that the quarter is not alike the others."


def _finding(name: str, points: Sequence[Point]) -> str:
    """Say which moves count, and where the figure stands now."""
    last = next(p.measured for p in reversed(points) if p.measured.value is not None)
    now = f"{show_value(last.value, last.unit)} in the newest quarter that holds a figure"
    clear = [p for p in points if p.change is not None and p.change.is_clear]
    if not clear:
        return f"{name}: no move from quarter to quarter that counts; {now}."
    moves = ", ".join(
        f"{'up' if p.change.value > 0 else 'down'} in {_quarter(p)}"
        for p in clear
        if p.change is not None
    )
    return f"{name}: {moves}; {now}."


def _quarter(point: Point) -> str:
    end = point.period.end
    return f"Q{(end.month + 2) // 3} {end:%Y}"
