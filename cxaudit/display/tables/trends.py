"""What has moved since the like period before, and how many moves chance alone would make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxaudit.audit import Audit
from cxaudit.audit.trends import Trend, expected_by_chance
from cxaudit.catalogue import Kpi
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.display.tables.cells import name_cell
from cxaudit.measure import Change, Point
from cxaudit.wording import round_half_up, show_count, show_number, show_value

KPIS_OF_THE_LIBRARY = 28
SMALL = 0.05
GOOD = {("up", "higher"), ("down", "lower")}


def show_trends(audit: Audit) -> Panel:
    """Show each figure beside the like period before, with the interval of the difference."""
    trends = {k: t for k, t in audit.trends.items() if audit.states[k].in_funnel}
    if not trends:
        return show_prose("No figure stands, so none can have moved.")
    lines = [_line(audit.kpis[kpi_id], trend) for kpi_id, trend in trends.items()]
    columns = ["KPI", "#before", "#now", "#change", "95 % interval of the change", "verdict"]
    return show_table(_caption(trends), columns, lines, note=_note(trends))


def _line(kpi: Kpi, trend: Trend) -> list[object]:
    unit = trend.now.unit
    change = trend.change
    return [
        name_cell(kpi), show_value(trend.before.value, unit), show_value(trend.now.value, unit),
        show_change(change.value, unit) if change else "",
        Cell(show_change_interval(change, unit) if trend.is_tested else "", "cx-nowrap"),
        _verdict(kpi, trend),
    ]  # fmt: skip


def _verdict(kpi: Kpi, trend: Trend) -> Cell:
    word = trend.verdict
    if word in ("up", "down") and kpi.better in ("higher", "lower"):
        good = (word, kpi.better) in GOOD
        said = f"{word}, {'better' if good else 'worse'}"
        return Cell(said, html=show_tag(said, "yes" if good else "no"))
    if word in ("up", "down"):
        return Cell(word, html=show_tag(word, "plain"))
    return Cell(word, "cx-muted")


def _caption(trends: Mapping[str, Trend]) -> str:
    moved = sum(t.verdict in ("up", "down") for t in trends.values())
    tested = sum(t.is_tested for t in trends.values())
    return f"{moved or 'None'} of {show_count(tested, 'figure')} moved by more than chance explains"


def _note(trends: Mapping[str, Trend]) -> str:
    """Say how many moves chance makes, and what makes the periods alike."""
    tested = sum(t.is_tested for t in trends.values())
    whole = round_half_up(expected_by_chance(KPIS_OF_THE_LIBRARY), 1)
    said = [
        f"{_say_chance(tested)} Compare all {KPIS_OF_THE_LIBRARY}, and they make {whole}. "
        "Each period is held against the one of the same length before it. Shares are tested by "
        "Newcombe's interval of the difference, rates of events by their exact ratio."
    ]
    waits = sorted({t.waits_days for t in trends.values()} - {0})
    if waits:
        said.append(
            f"Where cases wait for a decision, both periods end {waits[-1]} days earlier, so that "
            "their cases are of like age."
        )
    if any(t.shared for t in trends.values()):
        said.append("Looks at one day are held against the day a year before, untested.")
    return " ".join(said)


def show_changes(points: Sequence[Point], names: Sequence[str]) -> Panel:
    """Show a series as a table: figure, interval, sample, and the change to each quarter."""
    lines = []
    for name, point in zip(names, points, strict=True):
        m, change = point.measured, point.change
        interval = show_change_interval(change, m.unit) if change else ""
        lines.append([
            name, show_value(m.value, m.unit), show_number(m.n) if m.n else "",
            show_change(change.value, m.unit) if change else "", Cell(interval, "cx-nowrap"),
            _word(point),
        ])  # fmt: skip
    columns = ["quarter", "#figure", "#n", "#change", "95 % interval of the change", "verdict"]
    tested = sum(p.change is not None and p.change.low is not None for p in points)
    note = _say_chance(tested) if tested else ""
    return show_table("From quarter to quarter", columns, lines, look="cx-narrow", note=note)


def _say_chance(comparisons: int) -> str:
    """Say how many changes these comparisons call where nothing has changed."""
    chance = round_half_up(expected_by_chance(comparisons), 1)
    counted = show_count(comparisons, "comparison")
    return (
        f"At 95 %, {counted} {'makes' if comparisons == 1 else 'make'} {chance} false alarms on "
        "average where nothing has changed."
    )


def _word(point: Point) -> Cell:
    if point.is_young:
        return Cell("still young", "cx-muted")
    if point.change is None or point.change.low is None:
        return Cell("")
    if not point.change.is_clear:
        return Cell("no clear change", "cx-muted")
    return Cell("up" if point.change.value > 0 else "down")


def show_change(value: float, unit: str) -> str:
    """Return a difference with its sign, in points where the figure is a share."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    if unit == "fraction":
        points = abs(value) * 100
        return f"{sign}{show_number(points, 2 if 0 < points < SMALL else 1)} points"
    return sign + show_value(abs(value), unit)


def show_change_interval(change: Change, unit: str) -> str:
    """Return the interval that judges a change: of the ratio of two rates, else of the gap."""
    if change.ratio_low is not None:
        upper = change.ratio_high
        return f"{show_number(change.ratio_low, 2)} " + (
            "times or more" if upper is None else f"to {show_number(upper, 2)} times"
        )
    if change.low is None or change.high is None:
        return ""
    low, high = show_change(change.low, unit), show_change(change.high, unit)
    for word in (" points", " days", " years", " s"):
        if low.endswith(word) and high.endswith(word):
            low = low.removesuffix(word)
    return f"{low} to {high}"
