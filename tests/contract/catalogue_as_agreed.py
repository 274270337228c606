"""The 28 use cases as agreed: code, id, name, owner, stage, goal and target rule."""

from __future__ import annotations

AGREED = """
K01 linkedin_engagement_rate         marketing            pre  E at_least_median
K02 web_visitors_from_social_share   marketing            pre  C at_least_median
K03 email_open_rate                  marketing            pre  E own_target
K04 email_click_through_rate         marketing            pre  C at_least_median
K05 web_visit_length                 marketing            pre  E at_least_median
K06 thought_leadership_time          marketing            pre  E at_least_median
K07 thought_leadership_scroll_depth  marketing            pre  E placement
K08 video_viewing_volume             marketing            pre  E own_history
K09 podcast_listens_per_episode      marketing            pre  C at_least_median
K10 podcast_listen_through_rate      marketing            pre  E at_least_median
K11 web_visitor_return_rate          marketing            pre  E own_target
K12 strategies_with_buy_rating       consultant_relations pre  E own_target
K13 buy_ratings_per_rated_strategy   consultant_relations pre  E concentration
K14 event_attendance                 events               pre  E capacity
K15 event_turn_up_rate               events               pre  C at_least_median
K16 rfp_success_rate                 rfp_team             pre  C at_least_median
K17 rfp_completion_time              rfp_team             pre  S plan_capacity
K18 rfp_sales_conversion_rate        sales                pre  M at_least_median
K19 pitch_win_rate                   sales                pre  M at_least_median
K20 onboarding_days_pooled           onboarding           post S at_most_median
K21 onboarding_days_segregated       onboarding           post S at_most_median
K22 investment_report_timeliness     client_reporting     post S deterioration
K23 factsheet_timeliness             client_reporting     post S deterioration
K24 portal_visits_per_user           digital              post E at_least_median
K25 top_tier_meetings_per_client     client_service       post C four_a_year
K26 complaints_per_client            client_service       post C at_most_norm
K27 client_tenure_years              client_service       post M band_just_above_median
K28 mandates_products_per_client     client_service       post M band_just_above_median
"""
GOALS = {
    "E": "engagement",
    "C": "convert_engagement",
    "M": "transfer_of_money",
    "S": "service_delivery",
}
STAGES = {"pre": "pre_sale", "post": "post_sale"}
CONTEXT = {"X1": "aum", "X2": "net_flow"}

NAMES = {
    "K01": "LinkedIn engagement rate",
    "K02": "Proportion of web visitors from social",
    "K03": "E-mail open rate",
    "K04": "E-mail click-through rate",
    "K05": "Web visit length and active engagement time",
    "K06": "Time on thought leadership and active time",
    "K07": "Scroll depth on thought leadership",
    "K08": "Video viewing volumes",
    "K09": "Listen rate per podcast",
    "K10": "Podcast listen-through rate",
    "K11": "Web visitor return rate",
    "K12": "Strategies with one or more buy ratings",
    "K13": "Buy ratings per rated strategy",
    "K14": "Event attendance",
    "K15": "Event turn-up rate",
    "K16": "RFP / RFI success rate",
    "K17": "Time to complete an RFP",
    "K18": "Buy: sales conversion from RFP",
    "K19": "Buy: pitch win rate",
    "K20": "Onboarding median duration - pooled",
    "K21": "Onboarding median duration - segregated",
    "K22": "Investment report fulfilment and timeliness",
    "K23": "Factsheet fulfilment and timeliness",
    "K24": "Client portal visits per user",
    "K25": "Top-tier client meeting volumes",
    "K26": "Complaints per client",
    "K27": "Stay: client tenure",
    "K28": "Buy more: mandates and products per client",
}
FIGURES_JUDGED = {
    "K05": "active_share",
    "K06": "active_share",
    "K13": "top_consultant_share",
    "K27": "active_mean_age",
}
PARTS = {
    "K02": {"untagged_share"},
    "K05": {"duration_seconds", "active_share"},
    "K06": {"duration_seconds", "active_share"},
    "K07": {"reach_25", "reach_50", "reach_75", "reach_90"},
    "K08": {"views", "median_day28"},
    "K09": {"plays"},
    "K10": {"listen_through"},
    "K12": {"share_marketed"},
    "K13": {"top_consultant_share", "hhi"},
    "K14": {"total_attendances", "distinct_persons", "phone_joins"},
    "K15": {"walk_ins"},
    "K16": {"pending_young", "pending_old", "withdrawn"},
    "K17": {"mean_days", "p90_days", "slack_days", "share_on_time", "restricted_mean",
            "last_at_risk"},
    "K18": {"pending_young", "pending_old", "withdrawn"},
    "K19": {"pending_young", "pending_old", "withdrawn", "by_person"},
    "K20": {"cancelled_share", "restricted_mean", "last_at_risk", "funded_by_30",
            "funded_by_60", "funded_by_90", "funded_by_median"},
    "K21": {"cancelled_share", "restricted_mean", "last_at_risk", "funded_by_30",
            "funded_by_60", "funded_by_90", "funded_by_median"},
    "K22": {"fulfilment", "timeliness"},
    "K23": {"fulfilment", "timeliness"},
    "K24": {"adoption"},
    "K25": {"discretionary", "share_below_four"},
    "K27": {"active_mean_age", "restricted_mean", "last_at_risk"},
    "K28": {"products_per_client", "multi_product_share"},
    "X2": {"organic_growth"},
}  # fmt: skip
VARIANTS = """
K01 by_unique_impressions by_followers no_clicks with_follows sponsored median_post page_total
K02 sessions_share first_user_channel organic_only linkedin_only
K03 excl_machine_opens non_apple_base total_opens of_sent
K04 click_to_open total_clicks excl_bot_clicks
K05 engaged_per_active_user median engaged_sessions_only ui_totals
K06 per_active_user per_session_touching_set read_ratio
K07 reach_90 reach_50 median_depth page_totals site_wide
K08 engaged_views unique_viewers watch_hours finishes
K09 conversion per_follower downloads mean reported_day28 streams lifetime
K10 per_unique_listener reach_75 completion_100 engaged_share of_streams
K11 returned_within_30d new_vs_established client_domain_only ui_totals
K12 incl_closed_strategies global_consultants_only excl_stale
K13 per_buy_rated
K14 mean live_only live_plus_on_demand clients_only min_minutes_1 min_minutes_5 declared_total
K15 of_invited incl_on_demand min_minutes_5 declared_total
K16 won_over_decided of_received rfp_only rfi_only ddq_only
K17 business_days first_draft by_question_count on_time_share
K18 by_value funded_over_submitted
K19 by_value multi_round
K20 from_signed to_ready_to_trade closed_only business_days
K21 from_signed to_ready_to_trade closed_only business_days
K22 with_grace_days excl_client_caused first_time_right
K23 with_grace_days excl_client_caused first_time_right by_strategy
K24 per_entitled_user per_client
K25 in_person_only all_tiers static_tier
K26 clients_with_any per_1000 upheld_only regulatory_definition
K27 active_mean_age terminated_mean implied from_mandates
K28 legal_entity multi_product_share aum_weighted all_clients
X1 regulatory fee_paying advised committed
X2 incl_reinvested_income incl_won_not_funded
"""
FALLBACKS = """
K01 no_clicks page_total
K02 sessions_share
K05 ui_totals
K06 per_active_user
K07 page_totals
K09 reported_day28 streams downloads lifetime
K10 of_streams reach_75
K11 ui_totals
K14 declared_total
K15 declared_total
K16 won_over_decided
K17 on_time_share
K20 from_signed
K21 from_signed
K25 static_tier
K27 from_mandates
K28 legal_entity
"""
# how many of the worked cases that were agreed at the start belong to a KPI
WORKED = {"K01": 3, "K03": 2, "K14": 2, "K15": 3, "K20": 4} | dict.fromkeys(
    ("K02", "K05", "K07", "K08", "K09", "K10", "K11", "K13", "K17", "K18", "K22", "K25", "K26",
     "K27", "K28"), 1,
)  # fmt: skip
WINDOWS = dict.fromkeys([f"K{n:02d}" for n in range(1, 29)] + ["X2"], 12)
WINDOWS |= dict.fromkeys(("K16", "K17", "K18", "K19", "K20", "K21"), 24)
WINDOWS |= {"K12": "snapshot", "K13": "snapshot", "K28": "snapshot", "X1": "snapshot", "K27": "all"}


def agreed_lists(text: str) -> dict[str, list[str]]:
    """Return code -> the names agreed for it, in their order."""
    lines = [line.split() for line in text.split("\n") if line]
    return {code: names for code, *names in lines}


def agreed_rows() -> list[list[str]]:
    """Return the agreed table: code, id, owner, stage, goal, rule."""
    return [line.split() for line in AGREED.split("\n") if line]
