"""Where the figures stand: peers, published values, the use case's own rule, chance."""

from __future__ import annotations

from collections import Counter
from html import escape

from cxaudit.audit import Audit
from cxaudit.benchmark import PeerStatistics, Position, TargetVerdict
from cxaudit.benchmark.published import PublishedBeside
from cxaudit.benchmark.thresholds import LEAST_OTHERS, QUANTILES, RULES_VERSION
from cxaudit.display.names import MET
from cxaudit.display.panel import Cell, Panel, show_list, show_prose, show_table
from cxaudit.display.tables.cells import figure_cell, interval_cell, name_cell, verdict_cell
from cxaudit.display.tables.use_cases import by_owner
from cxaudit.display.words import count_figures, join_words, say_source, to_plain, to_sentence_case
from cxaudit.scorecard import Row
from cxaudit.value import MET_BY_MEDIAN
from cxaudit.wording import round_half_up, show_count, show_rounded, show_value

SILENT = ("no trustworthy public figure", "public figures are too weak")
INVENTED_NOTE = "Peers are invented, for demonstration; they judge no real firm."
FROZEN_NOTE = "The firm is placed by the value it contributed, whatever its figure is today. "
NAMES_ITSELF = ("headline", "top_consultant_share", "share_on_time", "share_below_four")
JUDGED = {
    "active_share": "active share of the time",
    "active_mean_age": "mean age of the live relationships",
}


def show_targets(audit: Audit) -> Panel:
    """Show each use case's own rule and its verdict."""
    rows: list[list[object]] = []
    for owner, found in by_owner(row for row in audit.scorecard.rows if row.is_audited):
        rows.append([owner])
        rows += [[name_cell(r.kpi), figure_cell(r), verdict_cell(r), to_rule(r)] for r in found]
    columns = ["KPI", "#figure", "target", "the rule's verdict"]
    return show_table("What each use case's own rule says", columns, rows, note=to_tally(audit))


def to_rule(row: Row) -> str:
    """Return the verdict in words: the figure judged, what lacks, what was judged beside it."""
    target, figure = row.target, row.kpi.target.figure if row.kpi.target else "headline"
    words = to_plain(target.wording)
    if figure not in NAMES_ITSELF and target.met != "not_set":
        words = f"{JUDGED.get(figure) or figure.replace('_', ' ')}: {words}"
    beside = [_say_also(also) for also in target.also if also.met != "not_set"]
    return "; ".join([words, *beside])


def _say_also(also: TargetVerdict) -> str:
    return f"beside it, {to_plain(also.rule)}: {MET[also.met]}, {to_plain(also.wording)}"


def to_tally(audit: Audit) -> str:
    """Return how many targets are met, missed, unclear and not set."""
    counts = Counter(row.target.met for row in audit.scorecard.rows if row.is_audited)
    return f"Targets: {', '.join(f'{counts[met]} {words}' for met, words in MET.items())}."


def show_peers(audit: Audit) -> Panel:
    """Show what may be shown of the peers, and why the rest is withheld."""
    rows = [line for row in audit.scorecard.rows if row.is_audited for line in _peer_lines(row)]
    columns = ["KPI", "#figure", "#peer median", "middle half", "peers", "position"]
    found = [row.benchmark.peers for row in audit.scorecard.rows if row.is_audited]
    among = sorted({say_source(peers) for peers in found if peers.n_band})
    note = f"Peers: {'; '.join(among)}. " if among else ""
    note += f"{INVENTED_NOTE} " if any(peers.invented for peers in found) else ""
    note += (
        FROZEN_NOTE if any(row.benchmark.position.frozen for row in audit.scorecard.rows) else ""
    )
    note += f"Quantiles: {QUANTILES}. Rules of disclosure: version {RULES_VERSION}."
    return show_table("Figure by figure beside the peers", columns, rows, note=note)


def _peer_lines(row: Row) -> list[list[object]]:
    """Return the figure beside its peers and, below it, the part that its target judges."""
    shown, unit = row.measured.outcome.is_shown, row.measured.unit
    beside = _peer_cells(row.benchmark.peers, row.benchmark.position, unit, shown)
    lines = [[name_cell(row.kpi), figure_cell(row), *beside]]
    judged = row.benchmark.judged
    if judged is None:
        return lines
    part = row.measured.parts.get(judged.figure)
    name = JUDGED.get(judged.figure) or judged.figure.replace("_", " ")
    known = part is not None and part.outcome.is_shown and part.value is not None
    value = show_value(part.value, part.unit) if known else Cell("not known", "cx-muted")
    unit = part.unit if part is not None else row.kpi.figure[judged.figure].unit
    cells = _peer_cells(judged.peers, judged.position, unit, known)
    return [*lines, [Cell(f"judged: {name}", "cx-muted"), value, *cells]]


def _peer_cells(peers: PeerStatistics, place: Position, unit: str, is_shown: bool) -> list[object]:
    rules = dict(peers.withheld)
    return [
        _median_cell(peers, rules, unit), _half_cell(peers, rules, unit),
        Cell((peers.n_band or "").replace("-", "–"), "cx-nowrap"),
        place.wording if is_shown else Cell("no figure to place", "cx-muted"),
    ]  # fmt: skip


def _median_cell(peers: PeerStatistics, rules: dict[str, str], unit: str) -> Cell:
    """Return the median, with the mean where the firm chose it, or the rule that withholds it."""
    if peers.median is None:
        rule = rules.get("median", "")
        return Cell("no pool" if rule == "no_pool" else f"none ({rule})", "cx-muted")
    text = show_rounded(peers.median, unit)
    if peers.mean is not None:
        text += f" (mean {show_rounded(peers.mean, unit)})"
    elif "mean" in rules:
        text += f" (mean withheld, {rules['mean']})"
    return Cell(text)


def _half_cell(peers: PeerStatistics, rules: dict[str, str], unit: str) -> Cell:
    """Return the middle half, or the rule that withholds it where a median is shown."""
    if peers.q1 is not None and peers.q3 is not None:
        text = f"{show_rounded(peers.q1, unit)} to {show_rounded(peers.q3, unit)}"
        return Cell(text, "cx-nowrap")
    if peers.median is None:
        return Cell("")
    rule = rules["quartiles"]
    words = f"needs {LEAST_OTHERS['quartiles']} firms" if rule == "D2" else "withheld"
    return Cell(f"{words} ({rule})", "cx-nowrap cx-muted")


def show_published(audit: Audit, grades: str = "B") -> Panel:
    """Show published values as context, with population, year and grade in the line.

    ``grades``: "B" stands beside a figure; "BC" shows on request what is further off as well,
    with what is not comparable or has expired, and why.
    """
    rows, without = [], 0
    for row in audit.scorecard.rows:
        beside = [v for v in row.benchmark.published if _is_asked(v, grades)]
        if row.is_audited:
            rows += [_published_line(row, value) for value in beside]
            without += not any(value.use == "beside" for value in beside)
    words = (
        f"For {show_count(without, 'use case')} no public figure is good enough to stand beside "
        "the firm's. A published mean is no percentile and sets no status."
    )
    columns = ["KPI", "#figure", "#published", "of whom, and how to read it", "by whom", "grade"]
    table = show_table("Published values, as context", columns, rows, note=words)
    return (table if rows else show_prose(words)) + _show_silence(audit)


def _is_asked(value: PublishedBeside, grades: str) -> bool:
    return value.use == "beside" or (value.grade in grades and "C" in grades)


def _show_silence(audit: Audit) -> Panel:
    """List the KPIs of which nothing that can be trusted is published, and what stands instead."""
    groups: dict[str, list[str]] = {}
    for row in audit.scorecard.rows:
        note = row.benchmark.published_note
        if row.is_audited and note.startswith(SILENT):
            groups.setdefault(note, []).append(row.kpi.code)
    said = [
        f"{', '.join(codes)}: {words}; in its place: {instead}."
        for note, codes in sorted(groups.items(), key=lambda found: found[1])
        for words, _, instead in [note.partition("; instead: ")]
    ]
    lead = "Where nothing that is published can be held beside the figure:"
    return show_prose(lead) + show_list(said) if said else Panel("")


def _published_line(row: Row, value: PublishedBeside) -> list[object]:
    link = None
    if value.url.startswith(("https://", "http://")):
        link = f'<a href="{escape(value.url)}" rel="noreferrer">{escape(value.publisher)}</a>'
    read = value.wording.replace(f", grade {value.grade}:", ":", 1)
    return [
        name_cell(row.kpi), figure_cell(row), show_rounded(value.value, value.unit),
        to_sentence_case(read), Cell(value.publisher, html=link), value.grade,
    ]  # fmt: skip


def show_chance(audit: Audit) -> Panel:
    """Say how many positions are clear, and how many chance alone would make so."""
    chance = audit.scorecard.chance
    if not chance.expected:
        return show_prose(
            "No figure can be placed among peers, so there is nothing that chance could explain."
        )
    if audit.has_unlike_peers:
        return show_prose("The peers at hand are invented, so no position is counted.")
    stand = to_sentence_case(count_figures(chance.crossing))
    return show_prose(
        f"{stand} clearly on the better side of the peer median.",
        "With as many comparisons, a firm exactly like its peers would show about "
        f"{round_half_up(chance.expected, 1)} by chance.",
    )


def show_scorecard(audit: Audit) -> Panel:
    """Show the 28 in one table: figure, verdict, position, levels, worth."""
    rows: list[list[object]] = []
    for owner, found in by_owner(audit.scorecard.rows):
        rows.append([owner])
        rows += [_score_line(audit, row) for row in found]
    columns = ["KPI", "#figure", "95 % interval", "target", "beside peers", "#declared",
               "#evidenced", "#worth a year"]  # fmt: skip
    note = f"{to_tally(audit)} Declared and evidenced: the level of the data, 0 to 5."
    note += " The peers at hand are invented, so no position is shown." * audit.has_unlike_peers
    late = [r.kpi.code for r in audit.scorecard.rows if r.value.wording.startswith(MET_BY_MEDIAN)]
    if late:
        note += f" {join_words(late)}: {MET_BY_MEDIAN}."
    return show_table("The 28 side by side", columns, rows, look="cx-scorecard", note=note)


def _score_line(audit: Audit, row: Row) -> list[object]:
    if not row.use_case.in_funnel:
        return [name_cell(row.kpi), Cell("not applicable", "cx-muted"), *[""] * 6]
    position = row.benchmark.position
    is_placed = position.p_above_median is not None and not audit.has_unlike_peers
    beside = position.wording if is_placed else ""
    worth = row.value.a_year
    return [
        name_cell(row.kpi), figure_cell(row), interval_cell(row),
        verdict_cell(row) if row.is_audited else Cell("deferred", "cx-muted"),
        Cell(beside.replace(" the peer median", " the median"), "cx-muted"),
        "" if row.declared_level is None else row.declared_level,
        "" if row.evidenced_level is None else row.evidenced_level,
        show_value(worth, "currency", audit.currency) if worth else "",
    ]  # fmt: skip
