"""Which writer makes which export, and the one call that writes a firm's folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cxaudit.demo.deliveries import (
    write_factsheet_log,
    write_investment_report_log,
    write_report_log,
)
from cxaudit.demo.email import write_campaigns
from cxaudit.demo.firms import Firm
from cxaudit.demo.pipeline import write_pipeline
from cxaudit.demo.podcast import write_episodes, write_spotify
from cxaudit.demo.portal import write_portal_users, write_portal_visits
from cxaudit.demo.posts import write_posts
from cxaudit.demo.ratings import write_ratings
from cxaudit.demo.registers import write_assets, write_clients, write_mandates, write_rfp_log
from cxaudit.demo.service import write_complaints, write_meetings
from cxaudit.demo.sheet import Draft, ExportFile
from cxaudit.demo.strategies import write_strategies
from cxaudit.demo.videos import write_videos
from cxaudit.demo.web_events import write_page_views, write_sessions
from cxaudit.demo.web_reports import write_web_reports
from cxaudit.demo.webinars import write_webinars

WRITERS: dict[str, Callable[[Firm], list[Draft]]] = {
    "strategies": write_strategies,
    "clients": write_clients,
    "mandates": write_mandates,
    "assets": write_assets,
    "rfp_log": write_rfp_log,
    "pipeline": write_pipeline,
    "ratings": write_ratings,
    "campaigns": write_campaigns,
    "posts": write_posts,
    "videos": write_videos,
    "episodes": write_episodes,
    "spotify": write_spotify,
    "webinars": write_webinars,
    "sessions": write_sessions,
    "page_views": write_page_views,
    "web_reports": write_web_reports,
    "report_log": write_report_log,
    "investment_report_log": write_investment_report_log,
    "factsheet_log": write_factsheet_log,
    "meetings": write_meetings,
    "complaints": write_complaints,
    "portal_visits": write_portal_visits,
    "portal_users": write_portal_users,
}


def write_exports(firm: Firm, folder: Path) -> list[ExportFile]:
    """Write the firm's vendor exports below a folder, the same bytes every time.

    Returns the files in the order in which they are best imported: lists that others point
    to come first.
    """
    drafts = [draft for name in firm.exports for draft in WRITERS[name](firm)]
    return [draft.write(folder) for draft in drafts]
