"""The audit in brief: key figures, the sentences that follow from them, the report's stamp."""

from __future__ import annotations

from collections import Counter
from html import escape

from cxaudit.audit import Audit
from cxaudit.display.names import FUNNEL, LINKS
from cxaudit.display.panel import Panel, show_cards, show_list
from cxaudit.display.stylesheet import read_style
from cxaudit.wording import round_half_up, show_count, show_value


def show_stamp(audit: Audit) -> Panel:
    """Head the report: whose it is, for which period, on which data; the batch checks it."""
    title = f"CX Data Maturity Audit: {audit.name}"
    stamp = {"client": audit.client, "period": str(audit.period), "data_hash": audit.data_hash}
    invented = (
        '<p class="cx-invented">This firm is invented, and so are its data and its peers. '
        "The report shows what an audit looks like; it says nothing about any real firm.</p>"
        if audit.is_invented else ""
    )  # fmt: skip
    line = f"Period {audit.period.in_words}, as of {audit.as_of.day} {audit.as_of:%b %Y}. Data {audit.data_hash[:12]}, revision {audit.file.revision}."  # fmt: skip
    html = f'<h1>{escape(title)}</h1><p class="cx-muted">{escape(line)}</p>{invented}'
    return Panel(html, f"{title}\n{line}", {"cxaudit_stamp": stamp, "cxaudit_title": title})


def show_style(audit: Audit) -> Panel:
    """Load the style of every later panel, and say whose audit is open."""
    text = f"{audit.name}, as of {audit.as_of}, revision {audit.file.revision}"
    return Panel(f"<style>{read_style()}</style><p>Open: <b>{escape(text)}</b></p>", text)


def show_summary(audit: Audit) -> Panel:
    """Show the key figures and, below them, what they say."""
    card, ready = audit.scorecard, audit.readiness
    met = Counter(row.target.met for row in card.rows if row.is_audited)
    shown = sum(row.measured.outcome.is_shown for row in card.rows if row.use_case.in_funnel)
    median = ready.levels.median
    cards = [
        (str(ready.funnel["applicable"]), "use cases apply", f"of {ready.funnel['kpis']}"),
        (str(shown), "have a figure", "computed from the firm's own exports"),
        (NONE if median is None else str(median), "median level, evidenced", "0 unowned to 5 used"),
        (NONE if ready.stage_low is None else str(ready.stage_low), "firm stage",
         ready.stage_name or "not reached"),
        (f"{met['yes']} / {met['no']} / {met['unclear'] + met['not_set']}", "targets",
         "met / missed / open"),
        (ready.confidence_grade or NONE, "confidence", "A proved by tests to D only said"),
    ]  # fmt: skip
    return show_cards(cards) + show_list(to_sentences(audit))


NONE = "–"


def to_sentences(audit: Audit) -> list[str]:
    """Return what the key figures say, at most six sentences, the weightiest first."""
    found = [
        _funnel(audit),
        _gap(audit),
        _link(audit),
        _missed(audit),
        _better(audit),
        _worth(audit),
        _next(audit),
    ]
    return [sentence for sentence in found if sentence][:6]


def _funnel(audit: Audit) -> str:
    funnel = audit.readiness.funnel
    steps = [step for step in FUNNEL if step in funnel and step != "kpis"]
    drops = [(funnel[a] - funnel[b], a, b) for a, b in zip(steps, steps[1:], strict=False)]
    answered = [row for row in audit.scorecard.rows if row.use_case.state != "unknown"]
    if not answered:
        return "No use case has been answered yet, so every level is still open."
    lost, before, after = max(drops, key=lambda drop: drop[0])
    if not lost:
        return "No use case is lost between purpose and use."
    return f"Most is lost between {FUNNEL[before]} and {FUNNEL[after]}: {funnel[before]} use cases come as far as the first, {funnel[after]} as the second."  # fmt: skip


def _gap(audit: Audit) -> str:
    index, declared = audit.readiness.index, audit.readiness.index_declared
    if index is None or declared is None:
        return ""
    width = "" if index.is_known else f" (up to {round_half_up(float(index.high), 2)} once every open question is answered)"  # fmt: skip
    return f"The chain index stands at {round_half_up(float(index.low), 2)} as evidenced{width} and at {round_half_up(float(declared.low), 2)} as declared."  # fmt: skip


def _link(audit: Audit) -> str:
    links = [
        row.readiness.evidenced.limiting_link
        for row in audit.scorecard.rows
        if row.readiness.evidenced
    ]
    breaks = Counter(link for link in links if link)
    if all(row.use_case.state == "unknown" for row in audit.scorecard.rows):
        return ""
    if not breaks:
        return ""
    link, count = breaks.most_common(1)[0]
    return f"The {LINKS[link].lower()} link is the first to break for {show_count(count, 'KPI')}."


def _missed(audit: Audit) -> str:
    missed = [row for row in audit.scorecard.rows if row.target.met == "no" and row.is_audited]
    judged = [row for row in audit.scorecard.rows if row.target.met in ("yes", "no", "unclear")]
    if not judged:
        return "No target rule could judge yet: the settings and figures it reads are missing."
    if not missed:
        return "No use case misses its own target rule with enough certainty to say so."
    named = "; ".join(f"{row.kpi.name} ({row.value_text})" for row in missed[:3])
    more = f"; and {len(missed) - 3} more" if len(missed) > 3 else ""
    return f"{show_count(len(missed), 'use case misses its', 'use cases miss their')} own target rule: {named}{more}."


def _better(audit: Audit) -> str:
    chance = audit.scorecard.chance
    if not chance.expected or audit.has_unlike_peers:
        return ""
    expected = round_half_up(chance.expected, 1)
    return f"{show_count(chance.crossing, 'figure stands', 'figures stand')} clearly on the better side of the peer median; chance alone would give {expected}."  # fmt: skip


def _worth(audit: Audit) -> str:
    total = audit.total
    if total.amount is None:
        return ""
    return f"The formulas that carry money put {show_value(total.amount, 'currency', total.currency)} a year on the gaps found."  # fmt: skip


def _next(audit: Audit) -> str:
    quick = [action for action in audit.scorecard.actions if action.is_quick_win]
    if not quick:
        return ""
    first = quick[0]
    return f"{show_count(len(quick), 'action is a quick win', 'actions are quick wins')}; the first: {first.kpi.name}, {LINKS[first.link].lower()} link."  # fmt: skip
