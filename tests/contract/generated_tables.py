"""A generated data set, large enough that the engine shares the work between its threads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb

from cxaudit.canon import load_settings, load_tables
from cxaudit.engine import connect
from cxaudit.measure import Supply

AS_OF = date(2025, 12, 31)
SETTINGS = {
    "as_of": AS_OF, "currency": "EUR", "timezone": "Europe/Paris", "top_tier": ["gold"],
    "thought_leadership_patterns": ["/insights/*"], "internal_lists": ["staff"],
    "cta_positions": {"/insights/*": Decimal("0.4")}, "portal_functions": ["reports"],
    "grace_days": 2,
}  # fmt: skip
ROWS = {
    "client": """
select 'c' || i as client_id, 'Client ' || i as client_name, 'c' || (i - i % 4) as parent_id,
  'institutional' as segment, if(i % 3 = 0, 'gold', 'silver') as tier,
  date '2021-01-01' as tier_from, date '2004-01-01' + pick(i, 1, 7000) as rel_start,
  if(pick(i, 2, 3) = 0, date '2012-01-01' + pick(i, 3, 5000), null) as rel_end,
  date '2010-01-01' as register_from
from range(4000) r(i)""",
    "strategy": """
select 's' || i as strategy_id, 'Strategy ' || i as name, date '2015-01-01' as marketed_from,
  if(i % 9 = 0, date '2024-06-30', null) as marketed_to, i % 5 > 0 as open_new,
  i % 10 = 0 as flagship
from range(60) r(i)""",
    "mandate": """
select 'm' || i as mandate_id, 'c' || pick(i, 1, 4000) as client_id,
  's' || pick(i, 2, 60) as strategy_id, 'p' || i as pursuit_id,
  if(i % 2 = 0, 'pooled', 'segregated') as vehicle, won, won + 5 as signed,
  if(pick(i, 4, 9) > 0, won + 8, null) as ready,
  if(pick(i, 4, 9) > 0, won + 10 + pick(i, 5, 150), null) as funded,
  if(pick(i, 4, 9) = 0, won + 40, null) as cancelled,
  if(pick(i, 6, 6) = 0 and won < date '2024-06-01', won + 400, null) as terminated,
  1000000 + pick(i, 7, 90000000) as exp_aum, 10 + pick(i, 8, 60) as fee_bps, 'EUR' as ccy
from (select i, date '2019-01-01' + pick(i, 3, 2550) as won from range(6000) r(i))""",
    "aum": """
select 'm' || i % 6000 as mandate_id,
  last_day(date '2024-12-01' + to_months((i // 6000)::int)) as as_of, 'EUR' as ccy,
  1000000 + pick(i, 1, 50000000) / 100.0 as mv, pick(i, 2, 300000) / 100.0 as inflow,
  pick(i, 3, 250000) / 100.0 as outflow, pick(i, 4, 900) - 400 as market_effect,
  0 as fx_effect, pick(i, 6, 9) as scope_change,
  pick(i, 5, 90) as income_reinvested, 1 as fx_rate,
  (['managed', 'managed', 'managed', 'advised', 'committed'])[1 + i % 6000 % 5] as basis,
  false as own_fund_of_fund
from range(78000) r(i)""",
    "pursuit": """
select 'p' || i as pursuit_id, 'c' || pick(i, 1, 4000) as client_id,
  (['RFP', 'RFI', 'DDQ', 'direct'])[1 + pick(i, 2, 4)] as kind,
  's' || pick(i, 3, 60) as strategy_id,
  received, received + 21 as due,
  if(pick(i, 5, 8) > 0, received + 4 + pick(i, 6, 40), null) as submitted,
  if(pick(i, 5, 8) = 0, received + 3, null) as no_bid, received + 2 + pick(i, 7, 9) as first_draft,
  pick(i, 8, 200) as question_count, if(pick(i, 9, 2) = 0, received + 60, null) as advanced,
  if(pick(i, 10, 3) = 0, received + 80, null) as pitch, received + 120 as decided,
  (['won', 'lost', 'lost', 'pending', 'withdrawn_by_client'])[1 + pick(i, 11, 5)] as outcome,
  1000000 + pick(i, 12, 90000000) as exp_aum, 'EUR' as ccy, 'owner' || pick(i, 13, 20) as owner
from (select i, date '2023-06-01' + pick(i, 4, 700) as received from range(5000) r(i))""",
    "rating": """
select 'r' || i as rating_id, 'Consultant ' || pick(i, 1, 12) as consultant,
  if(i % 2 = 0, 'global', 'regional') as consultant_scope, 's' || pick(i, 2, 60) as strategy_id,
  (['buy', 'hold', 'sell', 'in_review'])[1 + pick(i, 3, 4)] as grade,
  date '2020-01-01' + pick(i, 4, 1800) as valid_from,
  if(pick(i, 5, 4) = 0, date '2025-06-30', null) as valid_to, date '2024-01-15' as last_review
from range(400) r(i)""",
    "content_stat": """
select 'i' || i as item_id, (['linkedin', 'email', 'video', 'podcast'])[1 + i % 4] as channel,
  day as period_start, day + if(i % 4 = 3, 27, 60) as period_end,
  'period' as basis, 'Title ' || i as title,
  if(i % 40 = 1, 'staff', 'allocators') as list_name, i % 88 = 1 as automation,
  if(i % 100 <> 4, day::timestamp at time zone 'UTC', null) as published,
  600 + pick(i, 2, 3000) as length_s,
  i % 20 > 0 as organic, 500 + pick(i, 3, 9000) as impressions, pick(i, 4, 90) as clicks,
  pick(i, 5, 40) as unique_clicks, pick(i, 6, 80) as reactions, pick(i, 7, 20) as comments,
  pick(i, 8, 20) as reposts, 400 + pick(i, 9, 900) as sent, 380 + pick(i, 9, 900) as delivered,
  50 + pick(i, 10, 300) as unique_opens, pick(i, 11, 50) as machine_opens,
  pick(i, 12, 9) as bot_clicks, pick(i, 5, 40) // 9 as unsubscribe_clicks,
  if(i % 3 = 0, 'webinar to join', null) as next_step,
  pick(i, 13, 4000) as views, pick(i, 14, 900) as views_day28, 100 + pick(i, 15, 900) as plays,
  100 + pick(i, 15, 500) as plays_day28, 90 + pick(i, 16, 800) as streams,
  pick(i, 17, 900) as downloads, pick(i, 18, 90000) as listened_s, pick(i, 19, 90) as reach_75,
  400 + pick(i, 20, 5000) as unique_impressions, 3000 + pick(i, 21, 900) as followers_at_post,
  pick(i, 22, 9) as follows, 3000 + pick(i, 23, 900) as followers, pick(i, 24, 900) as total_opens,
  pick(i, 25, 90) as total_clicks, 100 + pick(i, 26, 90) as apple_delivered,
  pick(i, 27, 50) as apple_opens, pick(i, 28, 3000) as engaged_views,
  pick(i, 29, 2000) as unique_viewers, pick(i, 30, 90000) as watch_s,
  pick(i, 31, 900) as reach_complete, pick(i, 32, 60) as reach_100,
  100 + pick(i, 33, 400) as unique_listeners, pick(i, 34, 100) as engaged_listeners
from (select i, date '2025-01-05' + pick(i, 1, 290) as day from range(8000) r(i))""",
    "web_session": """
select 'v' || i as session_id, 'u' || pick(i, 1, 80000) as user_key,
  'c' || pick(i, 2, 4000) as client_id,
  (timestamp '2024-11-01' + to_seconds(pick(i, 3, 36000000))) at time zone 'UTC' as start,
  pick(i, 4, 900000) / 1000.0 as duration_s, pick(i, 5, 400000) / 1000.0 as engaged_s,
  i % 3 > 0 as engaged,
  (['Direct', 'Organic Social', 'Organic Search', 'Email'])[1 + pick(i, 6, 4)] as channel_group,
  (['google', 'linkedin.com', '(direct)'])[1 + pick(i, 8, 3)] as source,
  'Direct' as first_user_channel, 1 + pick(i, 7, 5) as session_number, i % 50 = 0 as internal
from range(300000) r(i)""",
    "page_view": """
select 'v' || i as session_id,
  (timestamp '2025-01-01' + to_seconds(pick(i, 3, 31000000))) at time zone 'UTC' as viewed,
  (['/insights/rates', '/insights/credit', '/funds'])[1 + pick(i, 4, 3)] as page_path,
  'u' || pick(i, 1, 80000) as user_key, pick(i, 5, 300000) as engaged_ms,
  if(i % 4 = 0, null, 300000 + pick(i, 6, 300000)) as duration_ms,
  (['0', '0.25', '0.5', '0.75', '0.9'])[1 + pick(i, 7, 5)] as depth_reached,
  ['0.25', '0.5', '0.75', '0.9'] as depth_thresholds, 800 as page_words, i % 50 = 0 as internal
from range(300000) r(i)""",
    "web_stat": """
select scope, value, day as period_start, day as period_end, 100 + pick(i, 2, 900) as sessions,
  90 as total_users, 80 as active_users, 60 as new_users, 30 as returning_users, 500 as views,
  if(value = 'page_view', 500, 90) as event_count, 50 as event_users, 9000 as duration_s,
  3000 + pick(i, 3, 900) as engaged_s, 300 as reach_25, 200 as reach_50,
  120 as reach_75, 90 as reach_90
from (select i, date '2025-01-01' + (i % 365)::int as day,
  (['channel', 'page', 'user_type', 'event', 'event', 'total'])[1 + i // 365] as scope,
  (['Organic Social', '/insights/rates', 'returning', 'scroll', 'page_view', 'total'])[1 + i // 365]
    as value from range(2190) r(i))""",
    "participation": """
select 'e' || i % 40 as event_id, 'g' || pick(i, 1, 9000) || '-' || i // 9000 as person_key,
  'Event ' || i % 40 as event_name,
  (timestamp '2025-02-01 10:00:00' + to_days((i % 40 * 7)::int)) at time zone 'UTC' as event_start,
  if(i % 40 = 7, 'cancelled', 'held') as event_status, 500 + i % 40 as event_attendees,
  900 as event_registrants, 'webinar' as mode, 'c' || pick(i, 2, 4000) as client_id,
  (['panelist', 'bot', 'attendee'])[least(1 + pick(i, 3, 30), 3)] as role,
  pick(i, 4, 2) = 0 as invited,
  timestamp '2025-01-20 10:00:00' at time zone 'UTC' as registered,
  (['approved', 'approved', 'approved', 'cancelled', 'walk_in'])[1 + pick(i, 5, 5)] as reg_status,
  pick(i, 6, 3) > 0 as attended, true as identified, pick(i, 7, 90) as live_min,
  pick(i, 8, 3) as ondemand_min, false as internal
from range(20000) r(i)""",
    "delivery": """
select 'd' || i as delivery_id, if(i % 2 = 0, 'investment_report', 'factsheet') as kind,
  'c' || pick(i, 1, 4000) as client_id, 'f' || pick(i, 2, 80) as fund_id,
  's' || pick(i, 2, 60) as strategy_id, 'A' as share_class, 'en' as language,
  day - 15 as period_end, day::timestamp at time zone 'Europe/Paris' as due,
  if(pick(i, 3, 20) > 0, (day + pick(i, 4, 9) - 7)::timestamp at time zone 'UTC', null)
    as delivered,
  if(pick(i, 3, 20) > 0, 'delivered', 'missing') as status, 'e-mail' as channel,
  if(pick(i, 5, 9) = 0, 'client', null) as delay_cause
from (select i, date '2025-01-15' + pick(i, 6, 345) as day from range(20000) r(i))""",
    "interaction": """
select 'n' || i as interaction_id, (['meeting', 'portal', 'complaint'])[1 + pick(i, 1, 3)] as kind,
  'c' || pick(i, 2, 4000) as client_id, 'k' || pick(i, 3, 2000) as person_key,
  (timestamp '2025-01-01' + to_seconds(pick(i, 4, 31000000))) at time zone 'UTC' as ts,
  (['held', 'held', 'success', 'cancelled'])[1 + pick(i, 5, 4)] as status,
  (['upheld', 'rejected', 'partly'])[1 + pick(i, 6, 3)] as outcome, pick(i, 7, 2) = 0 as regulated,
  false as staff, 'in person' as mode
from range(60000) r(i)""",
    "portal_user": """
select 'k' || i as user_key, 'c' || pick(i, 1, 4000) as client_id,
  date '2022-01-01' + pick(i, 2, 1400) as entitled_from,
  if(pick(i, 3, 9) = 0, date '2025-09-30', null) as entitled_to, i % 50 = 0 as staff
from range(2500) r(i)""",
}


def open_generated(threads: int, most: int = 10**9) -> duckdb.DuckDBPyConnection:
    """Return an engine with every canonical table filled, the same rows for any threads.

    ``most``: about so many rows in a table, taken evenly, where a small firm will do.
    """
    engine = connect(threads=threads)
    engine.execute(
        "create macro pick(i, salt, below) as (hash(i * 1000003 + salt * 7919) % below)::int"
    )
    for name, table in load_tables().items():
        engine.execute(table.to_ddl())
        engine.execute(
            f"insert into {name} by name select made.*, 'generated' as src_system, "
            f"'generated.csv' as src_file, row_number() over () as src_row from ({ROWS[name]}) made"
            f" qualify src_row % (count(*) over () // {most} | 1) = 0"
        )
    return engine


def full_supply() -> Supply:
    """Return the supply of a firm that filled every column of every table."""
    supply = {}
    for name, table in load_tables().items():
        kinds = table.columns[table.discriminator].values if table.discriminator else ("",)
        supply[name] = {kind: frozenset(table.columns) for kind in kinds}
    return Supply(supply)


def all_settings() -> dict[str, object]:
    """Return the settings, the table's defaults filled in."""
    defaults = {n: c.default for n, c in load_settings().columns.items() if c.default is not None}
    lists = {n: list(v) for n, v in defaults.items() if isinstance(v, tuple)}
    return defaults | lists | SETTINGS
