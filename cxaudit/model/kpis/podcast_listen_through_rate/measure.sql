with stats as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.length_s, s.listened_s, s.reach_75,
    s.streams, s.reach_100, s.unique_listeners, s.engaged_listeners,
    coalesce(s.plays, s.streams) as plays,
    (max(s.published) over (partition by s.item_id) at time zone c.timezone)::date as published_on,
    least(s.period_start, c.as_of) as seen_on
  from content_stat s cross join config c where s.channel = 'podcast'
  window episode as (partition by s.item_id, s.src_system)
  qualify not bool_or(coalesce(s.basis = 'lifetime', s.observed_on is not null)) over episode
    or row_number() over (episode order by s.observed_on desc nulls last, s.period_end desc) = 1
)
select
  item_id as unit, min(coalesce(published_on, seen_on)) as observed_on, src_system as segment,
  case when c.as_of - min(published_on) < c.min_age_days
      then 'younger than ' || c.min_age_days || ' days'
    when sum(listened_s) > sum(plays) * max(length_s)
      then 'conflict: listened longer than plays x length' end as excluded, src_system as app,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(plays) = count(*) then sum(plays) end as plays, sum(reach_75) as reached_75,
  sum(reach_100) as reached_100,
  case when count(listened_s) = count(*) then (sum(listened_s) * 1000)::bigint end as listened_ms,
  sum(plays)::bigint * (max(length_s) * 1000)::bigint as possible_ms,
  sum(streams)::bigint * (max(length_s) * 1000)::bigint as streams_ms,
  case when count(*) = 1 then max(engaged_listeners) end as engaged_listeners,
  case when count(*) = 1 then max(unique_listeners) end as unique_listeners,
  case when count(*) = 1 then max(unique_listeners) * (max(length_s) * 1000)::bigint end as once_ms
from stats cross join config c
group by item_id, src_system, c.as_of, c.min_age_days, c.period_start, c.period_end
having min(coalesce(published_on, seen_on)) between c.period_start and c.period_end
