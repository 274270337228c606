with visits as (
  select
    s.user_key, s.session_id, s.src_file, s.src_row, s.session_number, c.as_of, c.period_end,
    (s.start at time zone c.timezone)::date as day
  from web_session s
  cross join config c
  where s.user_key is not null
    and not coalesce(s.internal, false)
    and s.start >= c.period_start::timestamp at time zone c.timezone
    and s.start < (c.as_of + 1)::timestamp at time zone c.timezone
),
cohort as (
  select
    user_key, as_of, min(day) as first_on, min_by(src_file, session_id) as src_file,
    min_by(src_row, session_id) as src_row
  from visits
  where session_number = 1 and day <= period_end
  group by user_key, as_of
)
select
  n.user_key as unit, n.first_on as observed_on,
  case when n.as_of - n.first_on < 30 then 'first seen less than 30 days ago' end as excluded,
  n.src_file, n.src_row, 1 as new_users, (count(v.session_id) > 0)::int as returned
from cohort n
left join visits v
  on v.user_key = n.user_key and v.session_number > 1 and v.day <= n.first_on + 30
group by n.user_key, n.first_on, n.as_of, n.src_file, n.src_row
