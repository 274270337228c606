"""Where the two calculations are known to differ and the package is still to be mended.

A test that begins to pass fails until its line here is taken out.
"""

from __future__ import annotations

UNSETTLED: dict[tuple[str, str], str] = {
    ("linkedin_engagement_rate", "rows"): "with_follows and median_post keep partial sums",
    ("email_open_rate", "rows"): "non_apple_base keeps a campaign with a blank increment",
    ("strategies_with_buy_rating", "rows"): "unfiltered counts an unmapped grade as no buy",
    ("event_attendance", "rows"): "guests without recorded attendance count as absent",
    ("rfp_success_rate", "rows"): "a withdrawal after the audit's day counts as one before",
    ("rfp_sales_conversion_rate", "rows"): "as rfp_success_rate",
    ("pitch_win_rate", "rows"): "as rfp_success_rate",
    ("rfp_completion_time", "rows"): "what was sent and decided after the audit's day is left out",
    ("onboarding_days_pooled", "rows"): "a fallback without cases stands in for the headline",
    ("top_tier_meetings_per_client", "rows"): "a meeting of unknown status counts as not held",
    ("complaints_per_client", "rows"): "left-out complaints are told by client, not by row",
    ("mandates_products_per_client", "rows"): "a mandate without a strategy is no blank",
    ("thought_leadership_time", "rows"): "a visit with an unknown internal mark is counted twice",
    ("thought_leadership_scroll_depth", "screens"): "views per page over several rows",
}
