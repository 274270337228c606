with stats as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.views, s.views_day28, s.period_start,
    s.period_end, s.observed_on, c.as_of, (s.published at time zone c.timezone)::date as day,
    coalesce(s.basis = 'lifetime', s.observed_on is not null) as is_snapshot
  from content_stat s
  cross join config c
  where s.channel = 'video'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
)
select
  item_id as unit, day as observed_on, src_system as segment,
  case when as_of - day < 28 then 'younger than 28 days' end as excluded,
  first(src_file order by src_file, src_row) as src_file,
  first(src_row order by src_file, src_row) as src_row, count(*) as src_rows,
  coalesce(
    max(views_day28),
    case
      when bool_or(not is_snapshot and period_start <= day)
        and bool_or(not is_snapshot and period_end >= day + 27)
        and not bool_or(not is_snapshot and period_start <= day + 27 and period_end > day + 27)
        then sum(views) filter (where not is_snapshot and period_end <= day + 27)
    end,
    min_by(views, 2 * abs(observed_on - day - 28) + (observed_on < day + 28)::int)
      filter (where is_snapshot and abs(observed_on - day - 28) <= 2)
  )::bigint as views_day28
from stats
group by item_id, src_system, day, as_of
