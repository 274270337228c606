with stats as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.length_s, s.listened_s, s.reach_75,
    coalesce(s.plays, s.streams) as plays, c.as_of, c.min_age_days, c.period_start, c.period_end,
    (max(s.published) over (partition by s.item_id) at time zone c.timezone)::date as published_on,
    least(s.period_start, c.as_of) as seen_on
  from content_stat s
  cross join config c
  where s.channel = 'podcast'
  window episode as (partition by s.item_id, s.src_system)
  qualify not bool_or(coalesce(s.basis = 'lifetime', s.observed_on is not null)) over episode
    or row_number() over (episode order by s.observed_on desc nulls last, s.period_end desc) = 1
)
select
  item_id as unit, min(coalesce(published_on, seen_on)) as observed_on, src_system as segment,
  case
    when as_of - min(published_on) < min_age_days then 'younger than ' || min_age_days || ' days'
    when sum(listened_s) > sum(plays) * max(length_s)
      then 'conflict: listened longer than plays x length'
  end as excluded,
  first(src_file order by src_file, src_row) as src_file,
  first(src_row order by src_file, src_row) as src_row, count(*) as src_rows,
  src_system as app, sum(plays)::bigint as plays, sum(reach_75)::bigint as reached_75,
  (sum(listened_s) * 1000)::bigint as listened_ms,
  (sum(plays)::bigint * (max(length_s) * 1000)::bigint) as possible_ms
from stats
group by item_id, src_system, as_of, min_age_days, period_start, period_end
having min(coalesce(published_on, seen_on)) between period_start and period_end
