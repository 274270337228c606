with episodes as (
  select
    s.item_id, s.src_system as source, (s.published at time zone c.timezone)::date as day,
    c.as_of, c.min_age_days, min(s.src_file) as src_file,
    min_by(s.src_row, (s.src_file, s.src_row)) as src_row, count(*) as src_rows,
    max(s.plays_day28) as plays_day28
  from content_stat s
  cross join config c
  where s.channel = 'podcast'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
  group by s.item_id, s.src_system, day, c.as_of, c.min_age_days
)
select
  item_id as unit, day as observed_on, source as segment,
  case
    when as_of - day < min_age_days then 'younger than ' || min_age_days || ' days'
  end as excluded,
  src_file, src_row, src_rows, source, 'source ' || source as noted, plays_day28,
  case
    when source = (
      select source from episodes where as_of - day >= min_age_days group by source
      order by sum(plays_day28) desc nulls last, source limit 1
    ) then plays_day28
  end as plays_of_leading_source
from episodes
