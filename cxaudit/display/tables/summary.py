"""The audit in brief: key figures, the sentences that follow from them, the report's stamp."""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import pairwise

from cxaudit.audit import Audit
from cxaudit.display.choose import require_date
from cxaudit.display.names import FUNNEL, LINKS
from cxaudit.display.panel import Panel, show_cards, show_list
from cxaudit.display.stylesheet import read_style
from cxaudit.display.words import count_figures, to_sentence_case
from cxaudit.wording import NO_VALUE, round_half_up, show_count, show_value

MOST_SENTENCES = 6


def show_stamp(audit: Audit) -> Panel:
    """Head the report: whose it is, for which period, on which data; the batch checks it."""
    title = f"CX Data Maturity Audit: {audit.name}"
    stamp = {"client": audit.client, "period": str(audit.period), "data_hash": audit.data_hash}
    invented = (
        '<p class="cx-invented">This firm is invented, and so are its data and its peers. '
        "The report shows what an audit looks like; it says nothing about any real firm.</p>"
        if audit.is_invented else ""
    )  # fmt: skip
    line = (
        f"Period {audit.period.in_words}, as of {audit.as_of.day} {audit.as_of:%b %Y}. "
        f"Data {audit.data_hash[:12]}, revision {audit.file.revision}."
    )
    html = f'<h1>{escape(title)}</h1><p class="cx-muted">{escape(line)}</p>{invented}'
    return Panel(html, f"{title}\n{line}", {"cxaudit_stamp": stamp, "cxaudit_title": title})


def show_style(audit: Audit) -> Panel:
    """Load the style of every later panel, and say whose audit is open."""
    require_date(audit)
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
        (NO_VALUE if median is None else str(median), "median level, evidenced",
         "0 unowned to 5 used"),
        (NO_VALUE if ready.stage_low is None else str(ready.stage_low), "firm stage",
         ready.stage_name or "not reached"),
        (f"{met['yes']} / {met['no']} / {met['unclear'] + met['not_set']}", "targets",
         "met / missed / open"),
        (ready.confidence_grade or NO_VALUE, "confidence", "A proved by tests to D only said"),
    ]  # fmt: skip
    return show_cards(cards) + show_list(to_sentences(audit))


def to_sentences(audit: Audit) -> list[str]:
    """Return what the key figures say, at most six sentences, the weightiest first."""
    found = [_funnel(audit), _gap(audit), _missed(audit), _better(audit), _worth(audit),
             _next(audit)]  # fmt: skip
    return [sentence for sentence in found if sentence][:MOST_SENTENCES]


def _funnel(audit: Audit) -> str:
    if all(row.use_case.state == "unknown" for row in audit.scorecard.rows):
        return "No use case has been answered yet, so every level is still open."
    funnel = audit.readiness.funnel
    steps = [step for step in FUNNEL if step in funnel and step != "kpis"]
    drops = [(funnel[a] - funnel[b], a, b) for a, b in pairwise(steps)]
    lost, before, after = max(drops, key=lambda drop: drop[0])
    if not lost:
        return "No use case is lost between purpose and use."
    left = funnel[after] or "none"
    came = (
        f"{show_count(funnel[before], 'use case')} came as far as the first, {left} as the second"
    )
    return f"Most is lost between {FUNNEL[before]} and {FUNNEL[after]}: {came}{_link(audit)}."


def _link(audit: Audit) -> str:
    chains = [row.readiness.evidenced for row in audit.scorecard.rows if row.is_audited]
    breaks = Counter(chain.limiting_link for chain in chains if chain and chain.limiting_link)
    if not breaks:
        return ""
    link, count = breaks.most_common(1)[0]
    return f"; the {LINKS[link].lower()} link is the first to break for {show_count(count, 'KPI')}"


def _gap(audit: Audit) -> str:
    index, declared = audit.readiness.index, audit.readiness.index_declared
    if index is None or declared is None:
        return ""
    low, high, said = (round_half_up(float(e), 2) for e in (index.low, index.high, declared.low))
    width = "" if index.is_known else f" (up to {high} once every open question is answered)"
    scale = "On a scale from 0 to 1 the chain index stands at"
    return f"{scale} {low} as evidenced{width} and at {said} as declared."


def _missed(audit: Audit) -> str:
    missed = [row for row in audit.scorecard.rows if row.target.met == "no" and row.is_audited]
    judged = [row for row in audit.scorecard.rows if row.target.met in ("yes", "no", "unclear")]
    if not judged:
        return "No target rule could judge yet: the settings and figures it reads are missing."
    if not missed:
        return "No use case misses its own target rule with enough certainty to say so."
    named = "; ".join(f"{row.kpi.name} ({row.value_text})" for row in missed[:3])
    more = f"; and {len(missed) - 3} more" if len(missed) > 3 else ""
    miss = show_count(len(missed), "use case misses its", "use cases miss their")
    return f"{miss} own target rule: {named}{more}."


def _better(audit: Audit) -> str:
    chance = audit.scorecard.chance
    if not chance.expected or audit.has_unlike_peers:
        return ""
    stand = to_sentence_case(count_figures(chance.crossing))
    return (
        f"{stand} clearly on the better side of the peer median; "
        f"chance alone would give {round_half_up(chance.expected, 1)}."
    )


def _worth(audit: Audit) -> str:
    total = audit.total
    if not total.amount:
        return ""
    amount = show_value(total.amount, "currency", total.currency)
    return f"The formulas that carry money put {amount} a year on the gaps found."


def _next(audit: Audit) -> str:
    quick = [action for action in audit.scorecard.actions if action.is_quick_win]
    if not quick:
        return ""
    first = quick[0]
    wins = show_count(len(quick), "action is a quick win", "actions are quick wins")
    return f"{wins}; the first: {first.kpi.name}, {LINKS[first.link].lower()} link."
