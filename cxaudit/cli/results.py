"""Verbs that print results: measure, maturity, benchmark, value, scorecard."""

from __future__ import annotations

from typing import Any

from cxaudit.audit import Audit
from cxaudit.catalogue import pick_kpi
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_json, print_table
from cxaudit.wording import show_interval, show_value


def measure(context: Context, client: str, kpis: list[str]) -> None:
    """Print figures."""
    wanted = {pick_kpi(name).kpi_id for name in kpis}
    audit = Audit.open(client, context.where.root)
    figures = [m for m in audit.measurements.values() if not wanted or m.kpi_id in wanted]
    if context.as_json:
        period = audit.period
        return print_json({
            "client": client, "as_of": audit.as_of.isoformat(),
            "period": {"start": str(period.start), "end": str(period.end)},
            "kpis": [m.to_json() | {"reported": _reported(audit, m.kpi_id)} for m in figures],
        })  # fmt: skip
    rows = [
        [m.code, audit.catalogue[m.kpi_id].name, show_value(m.value, m.unit),
         show_interval(m.low, m.high, m.unit), f"{m.n:,}", str(m.outcome), m.variant,
         m.reason or ""]
        for m in figures
    ]  # fmt: skip
    columns = ["code", "KPI", "#value", "95 % interval", "#n", "outcome", "variant", "why not"]
    return print_table(f"{audit.name}, as of {audit.as_of}", columns, rows)


def _reported(audit: Audit, kpi_id: str) -> list[dict[str, Any]]:
    return [comparison.to_json() for comparison in audit.reported.get(kpi_id, ())]


def maturity(context: Context, client: str) -> None:
    """Print levels and the firm's index."""
    audit = Audit.open(client, context.where.root)
    found = audit.readiness.to_json()
    if context.as_json:
        return print_json(found)
    rows = [
        [audit.catalogue[k["kpi_id"]].code, audit.catalogue[k["kpi_id"]].name, k["state"],
         k["declared_level"], k["evidenced_level"], k["limiting_link"] or "", f"{k['prize']:.2f}"]
        for k in found["kpis"]
    ]  # fmt: skip
    columns = [
        "code",
        "KPI",
        "use case",
        "#declared",
        "#evidenced",
        "first link to break",
        "#prize",
    ]
    print_table(f"{audit.name}, as of {audit.as_of}", columns, rows)
    funnel = found["funnel"]
    steps = ("kpis", "applicable", "purposed", "captured", "trusted", "repeatable", "used")
    print("funnel: " + " -> ".join(f"{funnel[step]} {step}" for step in steps))
    grade = found["confidence"]["grade"]
    print(f"stage {found['stage']}, evidenced index {found['index']:.2f}, confidence {grade}")
    return None


def benchmark(context: Context, client: str) -> None:
    """Print positions and target verdicts."""
    audit = Audit.open(client, context.where.root)
    found = [b.to_json() for b in audit.benchmarks.values()]
    if context.as_json:
        return print_json({"client": client, "kpis": found})
    rows = []
    for entry in found:
        kpi, peers = audit.catalogue[entry["kpi_id"]], entry["peers"]
        unit = kpi.figure["headline"].unit
        rows.append([
            kpi.code, kpi.name, show_value(peers["median"], unit), peers["n_band"] or "",
            (entry["position"] or {}).get("wording", ""), entry["target"]["met"],
            entry["target"]["wording"],
        ])  # fmt: skip
    columns = ["code", "KPI", "#peer median", "peers", "position", "target", "in words"]
    return print_table(f"{audit.name}, as of {audit.as_of}", columns, rows)


def value(context: Context, client: str) -> None:
    """Print what it is worth."""
    audit = Audit.open(client, context.where.root)
    found = audit.worth_json()
    if context.as_json:
        return print_json(found)
    rows = [
        [audit.catalogue[k["kpi_id"]].code, audit.catalogue[k["kpi_id"]].name, k["class"],
         show_value(k["amount"], "currency", found["currency"]), k["wording"]]
        for k in found["kpis"]
    ]  # fmt: skip
    return print_table(
        f"{audit.name}, as of {audit.as_of}", ["code", "KPI", "class", "#amount", "in words"], rows
    )


def scorecard(context: Context, client: str) -> None:
    """Print the joined rows, the findings and the actions."""
    audit = Audit.open(client, context.where.root)
    card = audit.scorecard
    if context.as_json:
        return print_json(card.to_json())
    rows = [
        [r.kpi.code, r.kpi.name, r.value_text, r.declared_level,
         r.evidenced_level, r.target.met, r.target.wording]
        for r in card.rows
    ]  # fmt: skip
    columns = ["code", "KPI", "#figure", "#declared", "#evidenced", "target", "in words"]
    print_table(f"{audit.name}, as of {audit.as_of}", columns, rows)
    for finding in card.findings:
        print(f"[{finding.severity}] {finding.title} ({', '.join(finding.kpi_ids)})")
    actions = [
        [a.kpi.code, a.text, a.owner, a.due_on, a.effort, f"{float(a.prize):.2f}"]
        for a in card.actions[:10]
    ]
    print_table("next actions", ["code", "action", "owner", "due", "effort", "#prize"], actions)
    return None
