with visits as (
  select
    s.user_key, s.session_id, s.start, s.src_file, s.src_row, c.timezone,
    coalesce(s.internal, false) as internal,
    s.client_id, s.session_number, (s.session_number > 1)::int as returned
  from web_session s
  cross join config c
  where s.start >= c.period_start::timestamp at time zone c.timezone
    and s.start < (c.period_end + 1)::timestamp at time zone c.timezone
)
select
  user_key as unit,
  (min(start) at time zone timezone)::date as observed_on,
  case
    when user_key is null then 'missing user_key'
    when bool_and(internal) then 'internal'
  end as excluded,
  min_by(src_file, session_id) as src_file,
  min_by(src_row, session_id) as src_row,
  count(*) as src_rows,
  case when user_key is not null then 1 end as users,
  max(returned) filter (where not internal) as returning_users,
  max(returned) as returning_users_unfiltered,
  (min(session_number) filter (where not internal) > 1)::int as established_users,
  case when max(client_id) filter (where not internal) is not null then 1 end as client_users
from visits
group by user_key, timezone
