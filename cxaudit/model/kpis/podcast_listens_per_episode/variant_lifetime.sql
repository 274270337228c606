with stats as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, c.as_of, c.min_age_days,
    (s.published at time zone c.timezone)::date as day,
    coalesce(s.plays, s.streams, s.downloads) as plays
  from content_stat s cross join config c
  where s.channel = 'podcast'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
  window episode as (partition by s.item_id, s.src_system)
  qualify not bool_or(coalesce(s.basis = 'lifetime', s.observed_on is not null)) over episode
    or row_number() over (episode order by s.observed_on desc nulls last, s.period_end desc) = 1
),
episodes as (
  select item_id, src_system as source, day, as_of - day < min_age_days as young, min_age_days,
    min({'file': src_file, 'line': src_row}) as src, count(*) as src_rows,
    sum(plays)::bigint as plays_lifetime
  from stats
  group by item_id, src_system, day, as_of, min_age_days
)
select
  item_id as unit, day as observed_on, source as segment, src.file as src_file,
  src.line as src_row, src_rows, source, 'source ' || source as noted, plays_lifetime,
  case when young then 'younger than ' || min_age_days || ' days' end as excluded,
  case when source = (select source from episodes where not young group by source
    order by sum(plays_lifetime) desc nulls last, source limit 1) then plays_lifetime end
    as plays_of_leading_source
from episodes
