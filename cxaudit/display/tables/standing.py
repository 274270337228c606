"""Where the figures stand: peers, published values, the use case's own rule, chance."""

from __future__ import annotations

from collections import Counter
from html import escape

from cxaudit.audit import Audit
from cxaudit.display.names import MET
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.display.tables.use_cases import by_owner
from cxaudit.scorecard import Row
from cxaudit.wording import round_half_up, show_count, show_rounded, show_value


INVENTED_NOTE = "Peers are invented, for demonstration; they judge no real firm."


def to_verdict(row: Row) -> Cell:
    """Return the target's verdict as a labelled cell; the word always stands in it."""
    met = row.target.met
    return Cell(MET[met], html=show_tag(MET[met], met))


def show_targets(audit: Audit) -> Panel:
    """Show each use case's own rule and its verdict."""
    rows: list[list[object]] = []
    for owner, found in by_owner(row for row in audit.scorecard.rows if row.is_audited):
        rows.append([owner])
        rows += [
            [f"{r.kpi.code}  {r.kpi.name}", r.value_text, to_verdict(r), r.target.wording]
            for r in found
        ]
    columns = ["KPI", "#figure", "target", "the rule's verdict"]
    return show_table("The use case's own rule", columns, rows)


def show_peers(audit: Audit) -> Panel:
    """Show what may be shown of the peers, and why the rest is withheld."""
    rows = []
    for row in audit.scorecard.rows:
        peers = row.benchmark.peers
        if not row.is_audited:
            continue
        unit = row.measured.unit
        quartiles = (
            f"{show_rounded(peers.q1, unit)} to {show_rounded(peers.q3, unit)}"
            if peers.q1 is not None
            else ""
        )
        rows.append([
            f"{row.kpi.code}  {row.kpi.name}", row.value_text, show_rounded(peers.median, unit), quartiles,
            peers.n_band or "", row.benchmark.position.wording,
        ])  # fmt: skip
    columns = ["KPI", "#figure", "#peer median", "middle half", "peers", "position"]
    invented = any(row.benchmark.peers.invented for row in audit.scorecard.rows)
    note = INVENTED_NOTE if invented else ""
    return show_table("Beside the peers", columns, rows, note=note)


def show_published(audit: Audit) -> Panel:
    """Show published values as context, with population, year and grade in the line."""
    rows = []
    for row in audit.scorecard.rows:
        for value in row.benchmark.published:
            facts = value.to_json()
            if row.is_audited and facts["use"] == "beside":
                link = f'<a href="{escape(str(facts["url"]))}" rel="noreferrer">{escape(str(facts["publisher"]))}</a>'
                rows.append([
                    f"{row.kpi.code}  {row.kpi.name}", row.value_text, facts["wording"],
                    Cell(str(facts["publisher"]), html=link), facts["grade"],
                ])  # fmt: skip
    without = sum(not any(v.to_json()["use"] == "beside" for v in r.benchmark.published)
                  for r in audit.scorecard.rows if r.is_audited)  # fmt: skip
    words = f"For {show_count(without, 'use case')} no public figure is good enough to stand beside the firm's. A published mean is no percentile and sets no status."  # fmt: skip
    if not rows:
        return show_prose(words)
    columns = ["KPI", "#figure", "published", "by whom", "grade"]
    return show_table("Published values, as context", columns, rows, note=words)


def show_chance(audit: Audit) -> Panel:
    """Say how many positions are clear, and how many chance alone would make so."""
    chance = audit.scorecard.chance
    if audit.has_unlike_peers:
        return show_prose(INVENTED_NOTE)
    if not chance.expected:
        return show_prose(
            "No figure can be placed among peers, so there is nothing that chance could explain."
        )
    return show_prose(
        f"{show_count(chance.crossing, 'figure stands', 'figures stand')} clearly on the better side of the peer median.",
        f"With as many comparisons, a firm exactly like its peers would show about {round_half_up(chance.expected, 1)} by chance.",
    )


def show_scorecard(audit: Audit) -> Panel:
    """Show the 28 in one table: figure, verdict, position, levels, worth."""
    rows: list[list[object]] = []
    for owner, found in by_owner(audit.scorecard.rows):
        rows.append([owner])
        rows += [_score_line(row, audit.currency) for row in found]
    columns = [
        "KPI",
        "#figure",
        "95 % interval",
        "target",
        "beside peers",
        "#declared",
        "#evidenced",
        "#worth a year",
    ]
    counts = Counter(row.target.met for row in audit.scorecard.rows if row.is_audited)
    note = f"Targets: {counts['yes']} met, {counts['no']} missed, {counts['unclear']} unclear, {counts['not_set']} not set."
    return show_table("The scorecard", columns, rows, look="cx-scorecard", note=note)


def _score_line(row: Row, currency: str) -> list[object]:
    name = f"{row.kpi.code}  {row.kpi.name}"
    if not row.use_case.in_funnel:
        return [name, Cell("not applicable", "cx-muted"), "", "", "", "", "", ""]
    position = row.benchmark.position
    beside = position.wording if position.p_above_median is not None else ""
    worth = row.value.a_year
    return [
        name, Cell(row.value_text, "cx-nowrap" if row.measured.outcome.is_shown else "cx-muted"),
        Cell(row.interval_text, "cx-nowrap"), to_verdict(row), Cell(beside, "cx-muted"),
        "" if row.declared_level is None else row.declared_level,
        "" if row.evidenced_level is None else row.evidenced_level,
        show_value(worth, "currency", currency) if worth is not None else "",
    ]  # fmt: skip
