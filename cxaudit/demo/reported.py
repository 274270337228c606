"""The figures the firms report themselves: some as the catalogue counts, some in other ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from statistics import fmean

from cxaudit.demo.deliveries import FACTSHEET, REPORT, to_deliveries
from cxaudit.demo.email import INTERNAL_LIST, Campaign, to_campaigns
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, Firm
from cxaudit.demo.pipeline import to_opportunities
from cxaudit.demo.posts import to_posts
from cxaudit.demo.sales import Pursuit, to_pursuits

YEAR_START = date(2025, 1, 1)
MATURE = AS_OF - timedelta(days=7)


def to_real_sends(firm: Firm) -> list[Campaign]:
    """Return the sends of 2025 that count: no test, no colleagues, a week old."""
    return [
        c
        for c in to_campaigns(firm)
        if YEAR_START <= c.sent_at.date() <= MATURE
        and c.recipients >= 10
        and not c.title.lower().startswith("test")
        and c.audience != INTERNAL_LIST
    ]


def to_open_rate(firm: Firm) -> float:
    """Return opens over deliveries, summed before dividing."""
    sends = to_real_sends(firm)
    return sum(c.unique_opens for c in sends) / sum(c.delivered for c in sends)


def to_mean_open_rate(firm: Firm) -> float:
    """Return the mean of every send's own rate, tests included: far too high."""
    year = [c for c in to_campaigns(firm) if c.sent_at.date() >= YEAR_START]
    return fmean(c.unique_opens / c.delivered for c in year)


def to_mean_click_rate(firm: Firm) -> float:
    """Return the mean of every send's own click rate, tests included: far too high."""
    year = [c for c in to_campaigns(firm) if c.sent_at.date() >= YEAR_START]
    return fmean(c.unique_clicks / c.delivered for c in year)


def to_engagement_rate(firm: Firm) -> float:
    """Return engagements over impressions of the organic posts of 2025, a week old."""
    posts = [
        p
        for p in to_posts(firm)
        if YEAR_START <= p.posted_at.date() <= MATURE and p.impressions == p.organic_impressions
    ]
    return sum(p.engagements for p in posts) / sum(p.impressions for p in posts)


def to_submitted(firm: Firm, *kinds: str) -> list[Pursuit]:
    """Return the answers of these kinds that left in the two years to as_of."""
    sent = [p for p in to_pursuits(firm) if p.submitted and p.submitted >= HISTORY_FROM]
    return [p for p in sent if p.kind in kinds]


def to_advance_rate(firm: Firm) -> float:
    """Return short-listed answers over answers whose short-list decision is known."""
    sent = to_submitted(firm, "RFP", "RFI")
    gone_on = sum(p.advanced is not None for p in sent)
    return gone_on / (gone_on + sum(p.outcome == "Not shortlisted" for p in sent))


def to_conversion(firm: Firm) -> float:
    """Return RFPs won over RFPs decided."""
    sent = to_submitted(firm, "RFP")
    won = sum(p.outcome == "Won" for p in sent)
    return won / (won + sum(p.outcome in ("Lost", "Not shortlisted") for p in sent))


def to_hasty_conversion(firm: Firm) -> float:
    """Return RFPs won over RFPs submitted: what is pending counts as lost, which it is not."""
    sent = to_submitted(firm, "RFP")
    return sum(p.outcome == "Won" for p in sent) / len(sent)


def to_pitch_rate(firm: Firm) -> float:
    """Return pitches won over pitches held and decided in the two years to as_of."""
    held = [p for p in to_pursuits(firm) if p.pitch and p.pitch >= HISTORY_FROM]
    won = sum(p.outcome == "Won" for p in held)
    return won / (won + sum(p.outcome == "Lost" for p in held))


def to_pipeline_rate(firm: Firm) -> float:
    """Return opportunities won over opportunities decided, as the sales screen shows it."""
    decided = [o.stage for o in to_opportunities(firm) if o.stage in ("Won", "Lost")]
    return decided.count("Won") / len(decided)


def to_on_time(firm: Firm, kind: str) -> float:
    """Return reports of one kind delivered by their due day over those due in 2025."""
    owed = [
        d
        for d in to_deliveries(firm)
        if d.kind == kind and YEAR_START <= d.due <= AS_OF and d.reissue_of is None
    ]
    return sum(d.delivered is not None and d.delivered <= d.due for d in owed) / len(owed)


Claim = tuple[str, date, Callable[[Firm], float]]

CLAIMS: dict[str, tuple[Claim, ...]] = {
    "demo-strong": (
        ("email_open_rate", YEAR_START, to_open_rate),
        ("email_click_through_rate", YEAR_START, to_mean_click_rate),
        ("linkedin_engagement_rate", YEAR_START, to_engagement_rate),
        ("rfp_success_rate", HISTORY_FROM, to_advance_rate),
        ("rfp_sales_conversion_rate", HISTORY_FROM, to_conversion),
        ("pitch_win_rate", HISTORY_FROM, to_pitch_rate),
        ("investment_report_timeliness", YEAR_START, lambda firm: to_on_time(firm, REPORT)),
        ("factsheet_timeliness", YEAR_START, lambda firm: to_on_time(firm, FACTSHEET)),
    ),
    "demo-middling": (
        ("email_open_rate", YEAR_START, to_open_rate),
        ("rfp_success_rate", HISTORY_FROM, to_advance_rate),
        ("rfp_sales_conversion_rate", HISTORY_FROM, to_hasty_conversion),
    ),
    "demo-weak": (
        ("email_open_rate", YEAR_START, to_mean_open_rate),
        ("pitch_win_rate", HISTORY_FROM, to_pipeline_rate),
    ),
}


def to_reported(firm: Firm) -> list[dict[str, object]]:
    """Return the reported figures of the answers file, four decimals each."""
    return [
        {
            "kpi_id": kpi_id,
            "period_start": start.isoformat(),
            "period_end": AS_OF.isoformat(),
            "value": round(count(firm), 4),
        }
        for kpi_id, start, count in CLAIMS[firm.client_id]
    ]
