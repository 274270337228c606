"""Figures: value, interval, sample, definition; what was left out; the rows behind one."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.catalogue import pick_kpi
from cxaudit.display.names import OUTCOMES
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.display.tables.use_cases import by_owner
from cxaudit.measure import Measurement
from cxaudit.scorecard import Row
from cxaudit.wording import show_interval, show_number, show_value


def show_figures(audit: Audit) -> Panel:
    """Show the figure of every use case that is in play, with how sure it is."""
    rows: list[list[object]] = []
    for owner, found in by_owner(row for row in audit.scorecard.rows if row.use_case.in_funnel):
        rows.append([owner])
        rows += [_line(row) for row in found]
    columns = ["KPI", "#figure", "95 % interval", "#n", "how sure", "how it was made"]
    note = "A figure stands only where the sample carries it. Fallback definitions are named; they compare only with their like."  # fmt: skip
    return show_table("The KPIs from the firm's own exports", columns, rows, note=note)


def _line(row: Row) -> list[object]:
    measured = row.measured
    shown = measured.outcome.is_shown
    variant = "" if measured.variant == "headline" else measured.variant.replace("_", " ")
    label = (
        row.kpi.variant[measured.variant].label if measured.variant in row.kpi.variant else variant
    )
    made = "; ".join(filter(None, (label, measured.method)))
    why = made if shown else short_reason(measured)
    return [
        f"{row.kpi.code}  {row.kpi.name}", Cell(row.value_text, "cx-nowrap" if shown else "cx-muted"),
        Cell(row.interval_text, "cx-nowrap"), show_number(measured.n) if measured.n else "",
        Cell(OUTCOMES[str(measured.outcome)], "cx-nowrap" if shown else "cx-muted"), Cell(why, "cx-small"),
    ]  # fmt: skip


def short_reason(measured: Measurement) -> str:
    """Return why there is no figure, short enough for a table."""
    if measured.missing:
        tables = sorted({name.split(".")[0].replace("_", " ") for name in measured.missing})
        return f"needs {', '.join(tables)}"
    return measured.reason or ""


def show_context(audit: Audit) -> Panel:
    """Show assets and flows, the scale that everything else is read against."""
    lines = []
    for measured in audit.scorecard.context:
        kpi = audit.catalogue[measured.kpi_id]
        text = show_value(measured.value, measured.unit, audit.currency)
        lines.append(
            [
                kpi.name,
                text if measured.value is not None else OUTCOMES[str(measured.outcome)],
                short_reason(measured),
            ]
        )
        for name, part in measured.parts.items():
            if part.value is not None:
                lines.append(
                    [
                        f"  {name.replace('_', ' ')}",
                        show_value(part.value, part.unit, audit.currency),
                        "",
                    ]
                )
    return show_table("Assets and flows", ["figure", "#value", "remark"], lines)


def show_exclusions(audit: Audit) -> Panel:
    """Show what the definitions left out, and the figure before and after."""
    lines = []
    for row in audit.scorecard.rows:
        measured = row.measured
        before = measured.variants.get("unfiltered")
        if measured.excluded and before is not None and measured.outcome.is_shown:
            reasons = "; ".join(
                f"{e.reason} ({show_number(e.rows)})" for e in measured.excluded[:4]
            )
            lines.append([f"{row.kpi.code}  {row.kpi.name}", reasons,
                          show_value(before.figure.value, measured.unit), row.value_text])  # fmt: skip
    if not lines:
        return show_prose("No definition left out a row.")
    columns = ["KPI", "left out, in source rows", "#before", "#after"]
    return show_table("What the definitions leave out", columns, lines)


def show_variants(audit: Audit, kpi_id: str) -> Panel:
    """Show one KPI by every definition that its data allow, and its companions."""
    kpi = pick_kpi(kpi_id)
    measured = audit.measurements[kpi.kpi_id]
    lines = [["the definition", show_value(measured.value, measured.unit),
              show_interval(measured.low, measured.high, measured.unit), measured.method]]  # fmt: skip
    for variant in measured.variants.values():
        f = variant.figure
        lines.append(
            [
                variant.label,
                show_value(f.value, f.unit),
                show_interval(f.low, f.high, f.unit),
                f.method or f.reason,
            ]
        )
    for name, part in measured.parts.items():
        label = (
            kpi.part[name].label
            if name in kpi.part and kpi.part[name].label
            else name.replace("_", " ")
        )
        lines.append([f"beside it: {label}", show_value(part.value, part.unit),
                      show_interval(part.low, part.high, part.unit), part.reason or part.method])  # fmt: skip
    columns = ["definition", "#value", "95 % interval", "how it was made"]
    return show_table(f"{kpi.code}  {kpi.name}, by each definition", columns, lines)


def show_rows(audit: Audit, kpi_id: str, limit: int = 8) -> Panel:
    """Show the first observations behind one figure, with their source file and row."""
    found = audit.rows(kpi_id, limit)
    columns = [column.replace("_", " ") for column in found["columns"]]
    rows = [["" if cell is None else str(cell) for cell in row] for row in found["rows"]]
    note = f"{show_number(found['total'])} observations in all; persons appear as pseudonyms."
    return show_table(f"The rows behind {pick_kpi(kpi_id).name}", columns, rows, note=note)


def show_library(audit: Audit, kpi_id: str) -> Panel:
    """Show the twelve attributes of one KPI."""
    kpi = pick_kpi(kpi_id)
    lines = [[name.replace("_", " "), text] for name, text in kpi.library
             if isinstance(text, str) and name != "category"]  # fmt: skip
    return show_table(f"{kpi.code}  {kpi.name}", ["attribute", "what the library says"], lines)
