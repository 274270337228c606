-- from_day, to_day: an increment in days of the film's life; off_28: a snapshot's from day 28
with stats as (
  select s.item_id, s.src_system, s.src_file, s.src_row, s.views, s.views_day28, c.as_of,
    (s.published at time zone c.timezone)::date as day,
    coalesce(s.overlap = 'overlapping period', false) as clash,
    case when not s.is_snapshot then s.period_start - day end as from_day,
    case when not s.is_snapshot then s.period_end - day end as to_day,
    case when s.is_snapshot then s.observed_on - day - 28 end as off_28
  from content_row s
  cross join config c
  where s.channel = 'video' and s.overlap is distinct from 'inside a longer row'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
)
select item_id as unit, day as observed_on, src_system as segment,
  case when as_of - day < 28 then 'younger than 28 days'
    when bool_or(clash) and max(views_day28) is null then 'overlapping period' end as excluded,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  coalesce(
    max(views_day28),
    case when min(from_day) <= 0 and max(to_day) >= 27
      and not bool_or(clash or from_day <= 27 and to_day > 27)
      and count(views) filter (to_day <= 27) = count(*) filter (to_day <= 27)
      then sum(views) filter (to_day <= 27) end,
    min_by(views, 2 * abs(off_28) + (off_28 < 0)::int) filter (abs(off_28) <= 2)
  )::bigint as views_day28
from stats
group by item_id, src_system, day, as_of
