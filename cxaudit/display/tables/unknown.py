"""What a firm cannot know from its peers, said as plainly as what it can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxaudit.audit import Audit
from cxaudit.benchmark.thresholds import LEAST_OTHERS, RULES
from cxaudit.display.panel import Panel, show_list, show_prose
from cxaudit.display.words import to_sentence_case
from cxaudit.scorecard import Row
from cxaudit.wording import show_count

HALF = 50
FIXED = (
    "Never shown, whatever their number: the best and the worst firm, any single firm, and a rank "
    "among real peers.",
    "Not known from any pool: whether its members are like the firms that stayed out of it.",
)


def show_unknown(audit: Audit) -> Panel:
    """Say what the number of peers does not allow to be known, counted over the figures."""
    rows = [row for row in audit.scorecard.rows if row.is_audited]
    known = [row for row in rows if row.benchmark.peers.median is not None]
    lead = (
        f"Of {show_count(len(rows), 'figure')} that apply, a peer median can be shown for "
        f"{len(known) or 'none'}."
    )
    return show_prose(lead) + show_list([*_on_hidden(rows), *_on_quantiles(known),
                                         *_on_places(known), *FIXED])  # fmt: skip


def _on_hidden(rows: Sequence[Row]) -> list[str]:
    rules = Counter(r.benchmark.peers.suppressed for r in rows if r.benchmark.peers.suppressed)
    return [
        f"For {show_count(count, 'figure')} nothing of the peers is known: {RULES[rule]}"
        f"{f' (rule {rule})' if rule[0].isupper() else ''}."
        for rule, count in rules.most_common()
    ]


def _on_quantiles(known: Sequence[Row]) -> list[str]:
    said = []
    without = [row for row in known if row.benchmark.peers.q1 is None]
    if without:
        said.append(
            f"For {show_count(len(without), 'figure')} the median is all that is known: with 6 to "
            "10 other firms nobody can say where the best or the weakest quarter begins. That "
            f"takes {LEAST_OTHERS['quartiles']} (rule D2)."
        )
    middle = [
        r for r in known if r.benchmark.peers.q1 is not None and r.benchmark.peers.p10 is None
    ]
    if middle:
        said.append(
            f"For {show_count(len(middle), 'figure')} the middle half is known, and not the ends: "
            f"a best or weakest tenth takes {LEAST_OTHERS['deciles']} other firms (rule D2)."
        )
    return said


def _on_places(known: Sequence[Row]) -> list[str]:
    places = [row.benchmark.position for row in known]
    placed = [place for place in places if place.low is not None and place.high is not None]
    said = []
    rules = [dict(row.benchmark.peers.withheld).get("position") for row in known]
    if strangers := rules.count("D9"):
        said.append(
            f"For {show_count(strangers, 'figure')} the peer median is known and the firm has no "
            "place beside it: a place is given to a firm that contributed the figure to this "
            "vintage, for the value it gave (rule D9)."
        )
    if blank := len(known) - len(placed) - strangers:
        said.append(f"For {show_count(blank, 'figure')} the firm has no figure to place.")
    if placed:
        wide = sum(place.high - place.low >= HALF for place in placed)  # type: ignore[operator]
        least = min(place.high - place.low for place in placed)  # type: ignore[operator]
        unclear = sum(place.wording.startswith("no clear") for place in placed)
        said.append(
            f"The firm is placed with {show_count(len(placed), 'figure')}. The surest of these "
            f"places is still {least} points of a hundred wide, and {wide or 'none'} of them "
            f"{'reaches' if wide == 1 else 'reach'} over half of the field or more."
        )
        said.append(
            to_sentence_case(
                f"{unclear or 'none'} of the {len(placed)} cannot be told from the peer median."
            )
        )
    return said
