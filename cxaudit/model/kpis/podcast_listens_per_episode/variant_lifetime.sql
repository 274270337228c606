with stats as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, c.as_of, c.min_age_days,
    (s.published at time zone c.timezone)::date as day,
    case when s.standing is not null then null when count(s.plays) over app > 0 then s.plays
      when count(s.streams) over app > 0 then s.streams else s.downloads end as plays, s.standing
  from content_row s cross join config c
  where s.channel = 'podcast' and s.standing is distinct from 'older snapshot'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
  window app as (partition by s.src_system)
),
episodes as (
  select item_id, src_system as source, day, as_of - day < min_age_days as young, min_age_days,
    standing, min({'file': src_file, 'line': src_row}) as src, count(*) as src_rows,
    case when count(plays) = count(*) then sum(plays)::bigint end as plays_lifetime
  from stats
  group by item_id, src_system, day, as_of, min_age_days, standing
)
select
  item_id as unit, day as observed_on, source as segment, src.file as src_file,
  src.line as src_row, src_rows, source, 'source ' || source as noted, plays_lifetime,
  case when standing is not null then standing
    when young then 'younger than ' || min_age_days || ' days' end as excluded,
  case when source = (select source from episodes where not young group by source
    order by sum(plays_lifetime) desc nulls last, source limit 1) then plays_lifetime end
    as plays_of_leading_source
from episodes
