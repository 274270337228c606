with stats as (
  select
    s.item_id, s.src_system as platform, s.src_file, s.src_row, s.views, s.engaged_views,
    s.watch_s, s.reach_complete, s.next_step, s.observed_on, s.period_end,
    coalesce(nullif(s.period_start, case when s.published is null then s.observed_on end),
      least(s.observed_on, c.as_of)) as day,
    coalesce(s.basis = 'lifetime', s.observed_on is not null) as snapshot
  from content_stat s cross join config c where s.channel = 'video'
),
kept as (
  select
    s.item_id, s.platform, s.src_file, s.src_row, s.views, s.engaged_views, s.watch_s,
    s.reach_complete, s.next_step, s.day,
    case when not s.snapshot and (s.day < c.period_start or s.period_end > c.period_end)
      then 'reaches beyond the period' end as reason
  from stats s cross join config c
  where s.day <= c.period_end
    and (s.day >= c.period_start or (not s.snapshot and s.period_end >= c.period_start))
  window video as (partition by s.item_id, s.platform)
  qualify not s.snapshot or (bool_and(s.snapshot) over video
    and row_number() over (video order by s.observed_on desc nulls last, s.period_end desc) = 1)
)
select item_id as unit, min(day) as observed_on, platform as segment, reason as excluded, platform,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  max(next_step) as next_step, case when count(views) = count(*) then sum(views) end as views,
  sum(engaged_views) as engaged_views, sum(watch_s) as watch_s, sum(reach_complete) as finishes,
  case when min(platform) over () < max(platform) over () then 'all_platforms' end as declared
from kept group by item_id, platform, reason
