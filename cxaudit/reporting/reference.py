"""The KPI reference: one Markdown page written from the model, so that it cannot drift from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cxaudit.catalogue import Kpi, load_catalogue
from cxaudit.display.names import GOALS, OWNERS
from cxaudit.display.tables.reference import (
    CLUSTERED,
    Definition,
    describe,
    to_cases,
    to_definitions,
    to_fraction,
    to_interval,
    to_sample,
)

COMMAND = "cxaudit kpi reference --out docs/kpis.md"
HEAD = f"""# The KPIs, as the model defines them

Written by `{COMMAND}` from `cxaudit/model/kpis`: edit the model, never this page.

Every formula stands over the columns of the observations that the KPI's `measure.sql` returns. A
figure under its least size is shown as a count only; between the two sizes it is marked
indicative. Intervals are at 95 %. {CLUSTERED}
"""
FACTS = ("fact", "in the model")
FIGURES = ("name", "definition", "formula", "interval", "remark")


def to_reference(catalogue: Mapping[str, Kpi] | None = None) -> str:
    """Return the page: a table with one row a KPI, then one section a KPI."""
    kpis = list((load_catalogue() if catalogue is None else catalogue).values())
    return "\n".join([HEAD, *_overview(kpis), *(line for kpi in kpis for line in _section(kpi))])


def to_reference_json(catalogue: Mapping[str, Kpi] | None = None) -> list[dict[str, object]]:
    """Return the same facts as plain values, one entry a KPI."""
    found = []
    for kpi in (load_catalogue() if catalogue is None else catalogue).values():
        variants, parts = to_definitions(kpi)
        found.append({
            "code": kpi.code, "kpi_id": kpi.kpi_id, "name": kpi.name, **dict(describe(kpi)),
            "variants": [vars(one) for one in variants], "parts": [vars(one) for one in parts],
            "cases": to_cases(kpi),
        })  # fmt: skip
    return found


def _overview(kpis: Iterable[Kpi]) -> list[str]:
    columns = ("code", "KPI", "formula", "interval", "sample", "variants", "cases")
    rows = []
    for kpi in kpis:
        spec, (variants, _) = kpi.figure["headline"], to_definitions(kpi)
        rows.append([
            f"[{kpi.code}](#{_anchor(kpi)})", kpi.name, _code(to_fraction(spec)),
            to_interval(spec), to_sample(kpi), "; ".join(_code(one.name) for one in variants),
            str(len(to_cases(kpi))),
        ])  # fmt: skip
    return [*_table(columns, rows), ""]


def _section(kpi: Kpi) -> list[str]:
    variants, parts = to_definitions(kpi)
    whose = (
        f"{OWNERS[kpi.owner]}, {GOALS[kpi.goal].lower()}" if kpi.owner and kpi.goal else "Context"
    )
    lines = [
        f"## {kpi.code} {kpi.name}",
        "",
        f"`{kpi.kpi_id}`. {whose}. {kpi.library.definition}",
        "",
    ]
    facts = [[what, _code(said) if what == "formula" else said] for what, said in describe(kpi)]
    lines += [*_table(FACTS, facts), ""]
    for title, figures in (("Variants", variants), ("Companions", parts)):
        if figures:
            lines += [f"### {title} of {kpi.code}", "", *_table(FIGURES, map(_line, figures)), ""]
    cases = [f"- {name}" for name in to_cases(kpi)]
    return [*lines, f"### Cases of {kpi.code}", "", *cases, ""] if cases else lines


def _line(one: Definition) -> list[str]:
    return [_code(one.name), one.label, _code(one.fraction), one.interval, one.remark]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [list(columns), ["---"] * len(columns), *([_cell(c) for c in row] for row in rows)]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code(text: str) -> str:
    return f"`{text}`"


def _anchor(kpi: Kpi) -> str:
    """Return the anchor that Markdown readers give to the section's heading."""
    kept = "".join(c for c in f"{kpi.code} {kpi.name}".lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")
