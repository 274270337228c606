with stats as (
  select s.item_id, s.src_system as platform, s.src_file, s.src_row, s.views, s.engaged_views,
    s.watch_s, s.reach_complete, s.next_step, s.observed_on, s.period_end, s.is_snapshot,
    coalesce(nullif(s.period_start, case when s.published is null then s.observed_on end),
      least(s.observed_on, c.as_of)) as day,
    not s.is_snapshot and (day < c.period_start or s.period_end > c.period_end) as beyond
  from content_row s cross join config c
  where s.channel = 'video' and day <= c.period_end
    and (day >= c.period_start or (not s.is_snapshot and s.period_end >= c.period_start))
  window video as (partition by s.item_id, s.src_system)
  qualify not s.is_snapshot or (bool_and(s.is_snapshot) over video
    and row_number() over (video order by s.observed_on desc nulls last, s.period_end desc) = 1)
), spans as (
  from stats
  select columns(*), case when not is_snapshot then max(period_end) over (
    partition by item_id, platform, beyond order by day, period_end desc, src_row
    rows between unbounded preceding and 1 preceding) end as covered_to
)
select item_id as unit, min(day) as observed_on, platform as segment, platform,
  case when beyond then 'reaches beyond the period' when covered_to >= period_end
    then 'inside a longer row' end as span, coalesce(span, case when bool_or(covered_to >= day)
    then 'overlapping period' end) as excluded, min(src_file) as src_file, count(*) as src_rows,
  min_by(src_row, (src_file, src_row)) as src_row, (count(next_step) > 0)::int as leads_on,
  if(count(views) = count(*) and bool_or(covered_to >= day) is not true, sum(views), null) as views,
  if(count(engaged_views) = count(*), sum(engaged_views), null) as engaged_views,
  if(count(watch_s) = count(*), sum(watch_s), null) as watch_s, 1 as videos,
  if(count(reach_complete) = count(*), sum(reach_complete), null) as finishes,
  if(excluded is null and count(spans.views) = count(*), platform, null) as added,
  if(min(added) over () < max(added) over (), 'all_platforms', null) as declared
from spans group by item_id, platform, span
