"""The same by hand: the DuckDB SQL that somebody who knows the data would write.

Import: the events flattened once, each kept once, then one row a visit and one row a view, as
Parquet; e-mail events to one row a campaign and person, then a campaign. Persons stay as they are
and nothing is accounted for. Measure: one statement a figure, over these files, that returns the
sums behind the value and its interval; formulas of intervals are shared, so that digits compare.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import duckdb

from cxaudit.statistics import cluster_bootstrap, linearised, wilson

Result = dict[str, list[float | None]]

FLAT = """
    create temp table event as
    select distinct
        user_pseudo_id as u, param_ga_session_id as s, event_timestamp as t, event_name as n,
        param_engagement_time_msec as ms, param_percent_scrolled as depth,
        param_ga_session_number as number, param_session_engaged as engaged,
        param_traffic_type = 'internal' as internal,
        session_traffic_source_last_click_cross_channel_campaign_default_channel_group as channel,
        collected_traffic_source_manual_source as source,
        collected_traffic_source_manual_medium as medium,
        regexp_extract(param_page_location, '^https?://[^/]+([^?#]*)', 1) as page
    from {source}
"""
VISITS = """
    copy (
        select
            u || '.' || s as session_id, u as user_key, make_timestamptz(min(t)) as start,
            ((max(t) - min(t)) // 1000 * 0.001)::decimal(18, 3) as duration_s,
            (coalesce(sum(ms), 0) * 0.001)::decimal(18, 3) as engaged_s,
            max(engaged)::boolean as engaged, max(channel) as channel_group,
            max(source) as source, max(medium) as medium, max(number) as session_number,
            coalesce(bool_or(internal), false) as internal
        from event
        group by u, s
    ) to '{folder}/web_session.parquet' (compression zstd)
"""
VIEWS = """
    copy (
        with turned as (
            select
                u, s, page, t, n, ms, depth, internal,
                max(t) filter (n = 'page_view') over (partition by u, s, page order by t) as viewed
            from event
        ),
        views as (
            select
                u, s, page,
                coalesce(viewed, min(t) filter (n = 'page_view') over (partition by u, s, page))
                    as viewed, ms, depth, internal
            from turned
        ),
        seen as (
            select u, s, page, viewed, sum(ms) as ms, max(depth) as depth,
                coalesce(bool_or(internal), false) as internal
            from views
            where viewed is not null
            group by all
        )
        select
            u || '.' || s as session_id, make_timestamptz(viewed) as viewed, page as page_path,
            u as user_key, coalesce(ms, 0) as engaged_ms,
            (lead(viewed) over (partition by u, s order by viewed, page) - viewed) // 1000
                as duration_ms,
            (depth * 0.01)::decimal(9, 6) as depth_reached,
            (select list_sort(list(distinct (depth * 0.01)::decimal(9, 6)) filter (depth > 0))
             from event) as depth_thresholds,
            internal
        from seen
    ) to '{folder}/page_view.parquet' (compression zstd)
"""
CAMPAIGNS = """
    copy (
        with person as (
            select
                email_campaign_id as c, lower(recipient) as p, bool_or(type = 'SENT') as sent,
                bool_or(type = 'DELIVERED') as delivered, count(*) filter (type = 'OPEN') as opens,
                count(*) filter (type = 'CLICK') as clicks,
                count(*) filter (type = 'OPEN' and not filtered_event) as own_opens,
                min(created) filter (type = 'SENT') as sent_at
            from {source}
            where obsoleted_by_id is null
            group by all
        )
        select
            c as item_id, min(sent_at) as published, count(*) filter (sent) as sent,
            count(*) filter (delivered) as delivered, count(*) filter (opens > 0) as unique_opens,
            count(*) filter (clicks > 0) as unique_clicks, sum(opens) as total_opens,
            sum(clicks) as total_clicks,
            count(*) filter (opens > 0 and own_opens = 0) as machine_opens
        from person
        group by c
    ) to '{folder}/content_stat.parquet' (compression zstd)
"""
VISITED = """from '{folder}/web_session.parquet'
    where start >= timestamptz '2025-01-01' and start < timestamptz '2026-01-01'"""
READ = """from '{folder}/page_view.parquet'
    where viewed >= timestamptz '2025-01-01' and viewed < timestamptz '2026-01-01'
    and page_path glob '/insights/*' and not internal"""
BY_UNIT = """select count(*), sum(a), sum(b), sum(a::hugeint * a), sum(a::hugeint * b),
    sum(b::hugeint * b) from ({0})"""
FIGURES = {
    "K02": f"""select count(*) filter (x), count(*) from (
        select bool_or(channel_group in ('Organic Social', 'Paid Social') and not internal) as x
        {VISITED} group by user_key having not bool_and(internal))""",
    "K11": f"""select count(*) filter (x), count(*) from (
        select bool_or(session_number > 1) filter (not internal) as x
        {VISITED} group by user_key having not bool_and(internal))""",
    "K05": BY_UNIT.format(f"""select sum((engaged_s * 1000)::bigint) as a, count(*) as b
        {VISITED} and not internal and engaged_s >= 0 and coalesce(duration_s >= 0, true)
        group by coalesce(user_key, session_id)"""),
    "K06": BY_UNIT.format(f"""select sum(engaged_ms) as a, count(*) as b {READ}
        and engaged_ms >= 0 and coalesce(duration_ms >= 0, true)
        group by coalesce(user_key, session_id)"""),
    "K07": f"""select sum(low), sum(coalesce(high, 1)), count(*), count(distinct unit) from (
        select coalesce(depth_reached, 0) as low, coalesce(user_key, session_id) as unit,
            list_min(list_filter(depth_thresholds, lambda m: m > coalesce(depth_reached, 0)))
                as high {READ} and list_min(depth_thresholds) < list_max(depth_thresholds))""",
}  # fmt: skip
SENT = """select item_id, {0}, delivered from '{folder}/content_stat.parquet'
    where published >= timestamptz '2025-01-01' and published < timestamptz '2026-01-01'
    and published < timestamptz '2026-01-01' - to_days(7) and sent >= 10"""


def import_events(kind: str, source: Path, folder: Path, threads: int, memory_gb: float) -> None:
    """Make the Parquet files of visits and views, or of campaigns."""
    made = (FLAT, VISITS, VIEWS) if kind == "web" else (CAMPAIGNS,)
    with _connect(folder, threads, memory_gb) as engine:
        for sql in made:
            engine.execute(sql.format(source=_to_table(source, kind), folder=folder))


def _to_table(source: Path, kind: str) -> str:
    """Return the file as a table; a CSV names the types that a reader would guess wrong."""
    if source.suffix != ".csv":
        return f"read_parquet('{source}')"
    text = "user_pseudo_id" if kind == "web" else "obsoleted_by_id"
    return f"read_csv('{source}', types = {{'{text}': 'varchar'}})"


def measure(kind: str, folder: Path, threads: int, memory_gb: float) -> Result:
    """Return value, low, high and n of each figure."""
    with _connect(folder, threads, memory_gb) as engine:
        if kind == "web":
            found = {
                code: engine.execute(sql.format(folder=folder)).fetchall()[0]
                for code, sql in FIGURES.items()
            }
            return {code: to_result(code, sums) for code, sums in found.items()}
        return {
            code: to_campaigns(engine.execute(SENT.format(name, folder=folder)).fetchall())
            for code, name in (("K03", "unique_opens"), ("K04", "unique_clicks"))
        }


def to_result(code: str, sums: tuple) -> list[float | None]:
    """Return value, low, high and n from the sums of one figure."""
    if code in ("K02", "K11"):
        a, b = sums
        return [float(Fraction(a, b)), *wilson(a, b), b]
    if code == "K07":
        low, high, n, _ = (Fraction(x) for x in sums)
        return [float((low + high) / (2 * n)), float(low / n), float(high / n), int(n)]
    units, a, b, aa, ab, bb = (Fraction(x) for x in sums)
    ends = linearised(int(units), a, b, aa, ab, bb)
    return [float(a / b / 1000), *(float(Fraction(x) / 1000) for x in ends), int(b)]


def to_campaigns(rows: list[tuple]) -> list[float | None]:
    """Return value, low, high and n from item, opens or clicks, delivered of each campaign."""
    tops, bottoms = [row[1] for row in rows], [row[2] for row in rows]
    ends = cluster_bootstrap(tops, bottoms)
    return [float(Fraction(sum(tops), sum(bottoms))), *ends, len(rows)]


def _connect(folder: Path, threads: int, memory_gb: float) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": f"{memory_gb:g}GB",
            "temp_directory": str(folder / ".spilt"),
        }
    )
    engine.execute("set timezone = 'UTC'")
    return engine
