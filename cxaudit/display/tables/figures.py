"""Figures: value, interval, sample, definition; what was left out; the rows behind one."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.catalogue import pick_kpi
from cxaudit.display.kinds import to_title
from cxaudit.display.names import OUTCOMES
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.display.tables.cells import figure_cell, interval_cell, name_cell
from cxaudit.display.tables.reference import show_definition
from cxaudit.display.tables.use_cases import by_owner
from cxaudit.display.words import join_words, to_method, to_plain, to_seed
from cxaudit.errors import ClientDataError
from cxaudit.measure import Measurement, PartFigure
from cxaudit.outcome import Outcome
from cxaudit.scorecard import Row
from cxaudit.wording import show_count, show_interval, show_number, show_value

REASONS_SHOWN = 4
READING = (
    "A figure stands only where the sample carries it. Fallback definitions are named; "
    "they compare only with their like."
)


def show_figures(audit: Audit) -> Panel:
    """Show the figure of every use case that is in play, with how sure it is."""
    shown = [row for row in audit.scorecard.rows if row.use_case.in_funnel]
    rows: list[list[object]] = []
    for owner, found in by_owner(shown):
        rows.append([owner])
        rows += [_line(row) for row in found]
    columns = ["KPI", "#figure", "95 % interval", "#n", "how sure", "how it was made"]
    note = f"{READING} {to_seed(row.measured.method for row in shown)}".strip()
    return show_table("The KPIs from the firm's own exports", columns, rows, note=note)


def _line(row: Row) -> list[object]:
    measured = row.measured
    shown = measured.outcome.is_shown
    why = _made(row) if shown else short_reason(measured)
    return [
        name_cell(row.kpi), figure_cell(row), interval_cell(row),
        show_number(measured.n) if measured.n else "",
        Cell(OUTCOMES[str(measured.outcome)], "cx-nowrap" if shown else "cx-nowrap cx-muted"),
        Cell(why, "cx-small"),
    ]  # fmt: skip


def _made(row: Row) -> str:
    """Return the variant's label where it is not the headline, and the method."""
    measured = row.measured
    known = row.kpi.variant.get(measured.variant)
    variant = "" if measured.variant == "headline" else measured.variant.replace("_", " ")
    label = known.label if known else variant
    return "; ".join(filter(None, (label, to_method(measured.method))))


def short_reason(measured: Measurement) -> str:
    """Return why there is no figure, short enough for a table."""
    if measured.outcome is Outcome.FAILED:
        return "the statement did not run: a defect of the model, not of the data"
    if measured.missing:
        tables = sorted({name.split(".")[0] for name in measured.missing})
        return f"needs {join_words([to_title(t, measured.kpi_id) for t in tables])}"
    return to_plain(measured.reason or "")


def show_context(audit: Audit) -> Panel:
    """Show assets and flows, the scale that everything else is read against."""
    lines = []
    for measured in audit.scorecard.context:
        kpi = audit.catalogue[measured.kpi_id]
        text = show_value(measured.value, measured.unit, audit.currency)
        if measured.value is None:
            text = OUTCOMES[str(measured.outcome)]
        lines.append([kpi.name, text, short_reason(measured)])
        for name, part in measured.parts.items():
            if part.value is not None:
                shown = show_value(part.value, part.unit, audit.currency)
                label = kpi.part[name].label if name in kpi.part else ""
                lines.append([name.replace("_", " ").capitalize(), shown, label])
    return show_table("Assets and flows", ["figure", "#value", "remark"], lines, look="cx-narrow")


def show_exclusions(audit: Audit) -> Panel:
    """Show what the definitions left out, and the figure before and after."""
    lines = []
    for row in audit.scorecard.rows:
        measured = row.measured
        before = measured.variants.get("unfiltered")
        if measured.excluded and before is not None and measured.outcome.is_shown:
            value = show_value(before.figure.value, measured.unit)
            lines.append([name_cell(row.kpi), _reasons(measured), value, row.value_text])
    if not lines:
        return show_prose("No definition left out a row.")
    columns = ["KPI", "left out, in source rows", "#before", "#after"]
    return show_table("What the definitions leave out", columns, lines)


def _reasons(measured: Measurement) -> str:
    shown = measured.excluded[:REASONS_SHOWN]
    words = [f"{to_plain(e.reason)} ({show_number(e.rows)})" for e in shown]
    more = len(measured.excluded) - len(shown)
    return "; ".join([*words, f"and {more} more"] if more else words)


def show_variants(audit: Audit, kpi_id: str) -> Panel:
    """Show one KPI by every definition that its data allow, and its companions."""
    kpi = pick_kpi(kpi_id)
    measured = audit.measurements[kpi.kpi_id]
    lines = [["the definition", show_value(measured.value, measured.unit),
              show_interval(measured.low, measured.high, measured.unit),
              Cell(to_method(measured.method) or short_reason(measured), "cx-small")]]  # fmt: skip
    lines += [_part_line(v.label, v.figure) for v in measured.variants.values()]
    for name, part in measured.parts.items():
        lines.append(_part_line(f"beside it: {kpi.label_of(name)}", part))
    columns = ["definition", "#value", "95 % interval", "how it was made"]
    return show_table(f"{kpi.code}  {kpi.name}, by each definition", columns, lines)


def _part_line(label: str, part: PartFigure) -> list[object]:
    interval = show_interval(part.low, part.high, part.unit)
    why = to_plain(part.reason or "") or to_method(part.method)
    return [label, show_value(part.value, part.unit), interval, Cell(why, "cx-small")]


def show_slices(audit: Audit, kpi_id: str) -> Panel:
    """Show one KPI by segment; a slice of too few units says only that it is suppressed."""
    kpi = pick_kpi(kpi_id)
    slices = audit.slices(kpi.kpi_id)
    if not slices:
        return show_prose(f"The rows behind {kpi.name} name no segment.")
    lines = [
        [segment.replace("_", " "), show_value(part.value, part.unit),
         show_interval(part.low, part.high, part.unit), show_number(part.n) if part.n else "",
         part.reason or ""]
        for segment, part in slices.items()
    ]  # fmt: skip
    columns = ["segment", "#figure", "95 % interval", "#n", "remark"]
    return show_table(f"{kpi.code}  {kpi.name}, by segment", columns, lines)


def show_rows(audit: Audit, kpi_id: str, limit: int = 8) -> Panel:
    """Show the first observations behind one figure, with their source file and row.

    Columns that hold nothing in these rows are left out.
    """
    try:
        found = audit.rows(kpi_id, limit)
    except ClientDataError as error:
        why = to_plain(error.found or error.message)
        return show_prose(f"There are no rows behind {pick_kpi(kpi_id).name}: {why}.")
    filled = [i for i, _ in enumerate(found["columns"]) if any(_say(r[i]) for r in found["rows"])]
    columns = [found["columns"][i].replace("_", " ") for i in filled]
    rows = [[_say(row[i]) for i in filled] for row in found["rows"]]
    note = f"{show_count(found['total'], 'observation')} in all; persons appear as pseudonyms."
    return show_table(f"The rows behind {pick_kpi(kpi_id).name}", columns, rows, note=note)


def _say(cell: object) -> str:
    return "" if cell is None else str(cell)


def show_library(audit: Audit, kpi_id: str) -> Panel:
    """Show the twelve attributes of one KPI, and how the model makes it."""
    kpi = pick_kpi(kpi_id)
    lines = [[name.replace("_", " "), text] for name, text in kpi.library
             if isinstance(text, str) and name != "category"]  # fmt: skip
    said = show_table(f"{kpi.code}  {kpi.name}", ["attribute", "what the library says"], lines)
    return said + show_definition(kpi)
