"""Which second calculation answers for which KPI: its maker of data sets and what it expects."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.oracle import (
    answering,
    assets,
    book,
    breadth,
    consultants,
    delivery,
    email,
    events,
    linkedin,
    media,
    onboarding,
    podcasts,
    portal,
    reading,
    relationship,
    screens,
    tenders,
    tenure,
    website,
)
from tests.oracle.chance import Chance, DataSet
from tests.oracle.want import Expected


class Oracle(NamedTuple):
    """One second calculation: of a KPI, from data sets of one kind."""

    kpi_id: str
    source: str
    make: Callable[[Chance], DataSet]
    expect: Callable[[DataSet], Expected]


ORACLES = (
    Oracle("linkedin_engagement_rate", "rows", linkedin.make, linkedin.expect),
    Oracle("email_open_rate", "rows", email.make, email.opens),
    Oracle("email_click_through_rate", "rows", email.make, email.clicks),
    Oracle("web_visitors_from_social_share", "rows", website.make, website.social),
    Oracle("web_visitor_return_rate", "rows", website.make, website.returns),
    Oracle("web_visit_length", "rows", website.make, website.length),
    Oracle("video_viewing_volume", "rows", media.make_videos, media.videos),
    Oracle("podcast_listens_per_episode", "rows", podcasts.make_episodes, podcasts.listens),
    Oracle("podcast_listen_through_rate", "rows", podcasts.make_heard, podcasts.listen_through),
    Oracle("strategies_with_buy_rating", "rows", consultants.make, consultants.buy_rated),
    Oracle(
        "buy_ratings_per_rated_strategy", "rows", consultants.make, consultants.buys_per_strategy
    ),
    Oracle("event_attendance", "rows", events.make, events.attendance),
    Oracle("event_turn_up_rate", "rows", events.make, events.turn_up),
    Oracle("rfp_success_rate", "rows", tenders.make, tenders.paper_stage),
    Oracle("rfp_sales_conversion_rate", "rows", tenders.make, tenders.tenders),
    Oracle("pitch_win_rate", "rows", tenders.make, tenders.pitches),
    Oracle("rfp_completion_time", "rows", answering.make, answering.expect),
    Oracle("onboarding_days_pooled", "rows", onboarding.make, onboarding.pooled),
    Oracle("onboarding_days_segregated", "rows", onboarding.make, onboarding.segregated),
    Oracle("investment_report_timeliness", "rows", delivery.make, delivery.investment_reports),
    Oracle("factsheet_timeliness", "rows", delivery.make, delivery.factsheets),
    Oracle("portal_visits_per_user", "rows", portal.make, portal.expect),
    Oracle("top_tier_meetings_per_client", "rows", relationship.make, relationship.meetings),
    Oracle("complaints_per_client", "rows", relationship.make, relationship.complaints),
    Oracle("client_tenure_years", "rows", book.make, tenure.expect),
    Oracle("mandates_products_per_client", "rows", book.make, breadth.expect),
    Oracle("aum", "rows", assets.make, assets.managed),
    Oracle("net_flow", "rows", assets.make, assets.flows),
    Oracle("thought_leadership_time", "rows", reading.make, reading.time),
    Oracle("thought_leadership_scroll_depth", "rows", reading.make, reading.depth),
    Oracle("web_visitors_from_social_share", "screens", screens.make, screens.social),
    Oracle("web_visit_length", "screens", screens.make, screens.length),
    Oracle("thought_leadership_time", "screens", screens.make, screens.time),
    Oracle("thought_leadership_scroll_depth", "screens", screens.make, screens.depth),
    Oracle("web_visitor_return_rate", "screens", screens.make, screens.returns),
)
