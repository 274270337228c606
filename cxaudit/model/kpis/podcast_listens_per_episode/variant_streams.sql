with stats as (
  select s.item_id, s.src_system, s.src_file, s.src_row, s.period_start,
    s.period_end, s.observed_on, s.streams as plays, c.as_of,
    c.min_age_days, (s.published at time zone c.timezone)::date as day,
    coalesce(s.basis = 'lifetime', s.observed_on is not null) as snap
  from content_stat s cross join config c
  where s.channel = 'podcast'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
),
episodes as (
  select item_id, src_system as source, day, as_of - day < min_age_days as young, min_age_days,
    min({'file': src_file, 'line': src_row}) as src, count(*) as src_rows,
    coalesce(case
      when bool_or(not snap and period_start <= day)
        and bool_or(not snap and period_end >= day + 27)
        and not bool_or(not snap and period_start <= day + 27 and period_end > day + 27)
        then sum(plays) filter (where not snap and period_end <= day + 27) end,
      min_by(plays, 2 * abs(observed_on - day - 28) + (observed_on < day + 28)::int)
        filter (where snap and abs(observed_on - day - 28) <= 2))::bigint as plays_day28
  from stats
  group by item_id, src_system, day, as_of, min_age_days
)
select item_id as unit, day as observed_on, source as segment, src.file as src_file,
  src.line as src_row, src_rows, source, 'source ' || source as noted, plays_day28,
  case when young then 'younger than ' || min_age_days || ' days' end as excluded,
  case when source = (select source from episodes where not young group by source
    order by sum(plays_day28) desc nulls last, source limit 1) then plays_day28 end
    as plays_of_leading_source
from episodes
