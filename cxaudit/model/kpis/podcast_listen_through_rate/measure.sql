-- an app that counts plays anywhere is never read by its streams
with stats as (
  select s.item_id, s.src_system, s.src_file, s.src_row, s.length_s, s.listened_s, s.reach_75,
    s.streams, s.reach_100, s.unique_listeners, s.engaged_listeners, s.standing,
    case when s.standing is null then if(count(s.plays) filter (where s.standing is null)
      over (partition by s.src_system) > 0, s.plays, s.streams) end as started,
    (max(s.published) over (partition by s.item_id) at time zone c.timezone)::date as published_on,
    least(s.period_start, c.as_of) as seen_on
  from content_row s cross join config c
  where s.channel = 'podcast' and s.standing is distinct from 'older snapshot'
)
select item_id as unit, min(coalesce(published_on, seen_on)) as observed_on, src_system as segment,
  case when count(started) = count(*) then sum(started)::bigint end as plays,
  case when standing is not null then standing
    when c.as_of - min(published_on) < c.min_age_days
      then 'younger than ' || c.min_age_days || ' days'
    when sum(listened_s) > plays * max(length_s)
      then 'conflict: listened longer than plays x length' end as excluded, src_system as app,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(reach_75) = count(*) then sum(reach_75) end as reached_75,
  case when count(reach_100) = count(*) then sum(reach_100) end as reached_100,
  case when count(listened_s) = count(*) then (sum(listened_s) * 1000)::bigint end as listened_ms,
  plays * (max(length_s) * 1000)::bigint as possible_ms, case when count(streams) = count(*)
    then sum(streams)::bigint * (max(length_s) * 1000)::bigint end as streams_ms,
  if(count(*) = 1, max(engaged_listeners), null) as engaged_listeners,
  if(count(*) = 1, max(unique_listeners), null) as unique_listeners,
  if(count(*) = 1, max(unique_listeners) * (max(length_s) * 1000)::bigint, null) as once_ms
from stats cross join config c
group by item_id, src_system, standing, c.as_of, c.min_age_days, c.period_start, c.period_end
having min(coalesce(published_on, seen_on)) between c.period_start and c.period_end
