"""Invented raw events, the same at every run: of a website, and of e-mail campaigns.

Web events come as the flattened event table of an analytics tool: eight events a visit, three of
them views of a page; one event in a thousand stands twice, one visit in ten views a page again,
one visit in 53 is of the firm's own network. E-mail events are five a message.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

BEGUN = 1_735_689_600_000_000
YEAR = 365 * 86_400_000_000
MESSAGES = 2_000
CHANNEL = "session_traffic_source_last_click_cross_channel_campaign_default_channel_group"

WEB = f"""
    with made as (
        select
            i, i // 8 as s, i % 8 as j, (hash(i // 8 * 7 + 5) >> 2)::bigint as h,
            (hash(i * 3 + 99) >> 2)::bigint as e,
            (hash(i // 8 * 7 + 1) >> 1)::bigint % {{users}} as u,
            {BEGUN} + (hash(i // 8 * 7 + 2) >> 1)::bigint % {YEAR} as begun
        from range({{rows}}) r(i)
    ),
    named as (
        select
            *,
            ['session_start', 'page_view', 'user_engagement', 'scroll', 'page_view',
             'user_engagement', 'page_view', 'user_engagement'][j + 1] as event_name,
            case when j < 4 or (j > 5 and h % 10 = 0) then 0 when j < 6 then 1 else 2 end as p,
            [['Organic Search', 'google', 'organic'], ['Direct', '(direct)', '(none)'],
             ['Organic Social', 'linkedin.com', 'social'], ['Referral', 'a.example', 'referral'],
             ['Email', 'news', 'email']][1 + h % 5] as origin
        from made
    ),
    events as (
        select
            event_name, begun + j * 20000000 + e % 1000000 as event_timestamp,
            (u * 7919 + 1000000) || '.' || (1600000000 + u) as user_pseudo_id,
            1700000000 + s as param_ga_session_id, 1 + h % 4 as param_ga_session_number,
            case when event_name in ('user_engagement', 'scroll') then e % 20000 end
                as param_engagement_time_msec,
            h % 2 as param_session_engaged,
            case when event_name = 'scroll' then [25, 50, 75, 90][1 + e % 4] end
                as param_percent_scrolled,
            'https://www.invented-am.example' || case when (h + p) % 10 < 3
                then '/insights/paper-' || (h + p) % 200 when (h + p) % 10 < 6
                then '/funds/' || (h + p) % 500 else '/' || (h + p) % 40 end
                || '?from=' || h % 9 as param_page_location,
            case when h % 53 = 0 then 'internal' end as param_traffic_type,
            origin[1] as {CHANNEL},
            case when j = 0 then origin[2] end as collected_traffic_source_manual_source,
            case when j = 0 then origin[3] end as collected_traffic_source_manual_medium,
            e
        from named
    )
    select * exclude (e) from events
    union all
    select * exclude (e) from events where e % 1000 = 7
"""

EMAIL = f"""
    with made as (
        select
            i, i // 5 as m, i % 5 as j, (hash(i // 5 * 11 + 3) >> 2)::bigint as h,
            i // 5 // {MESSAGES} as campaign
        from range({{rows}}) r(i)
    )
    select
        'e' || i as id,
        make_timestamp({BEGUN} + (campaign * 7919 % 330) * 86400000000 + h % 80000000000
            + j * 60000000) as created,
        9000 + campaign as email_campaign_id,
        coalesce(j = 4 and h % 3 = 0, false) as filtered_event,
        cast(null as varchar) as obsoleted_by_id,
        'person' || h % {{people}} || '@client.example' as recipient,
        case
            when j = 0 then 'SENT'
            when j = 1 then case when h % 50 = 0 then 'BOUNCE' else 'DELIVERED' end
            when j = 2 and h % 100 < 35 and h % 50 <> 0 then 'OPEN'
            when j = 3 and h % 100 < 6 and h % 50 <> 0 then 'CLICK'
            when j = 4 and h % 100 < 45 and h % 50 <> 0 then 'OPEN'
            else 'STATUSCHANGE'
        end as type
    from made
"""


def write_events(folder: Path, kind: str, rows: int, ending: str) -> Path:
    """Write one file of events, unless it is there; return its path. ``kind``: web or email."""
    path = folder / f"{kind}_{rows}.{ending}"
    if path.exists():
        return path
    query = WEB if kind == "web" else EMAIL
    query = query.format(rows=rows, users=max(rows // 20, 1), people=max(rows // 50, 1))
    options = "format csv, header" if ending == "csv" else "format parquet, compression zstd"
    config = {"threads": 2, "memory_limit": "6GB", "temp_directory": str(folder / ".made")}
    with duckdb.connect(config=config) as engine:
        engine.execute(f"copy ({query}) to '{path}.part' ({options})")
    Path(f"{path}.part").rename(path)
    return path
