with visits as (
  select
    s.user_key, s.session_id, s.start, s.src_file, s.src_row, c.timezone,
    coalesce(s.internal, false) or s.engaged_s < 0 as left_out,
    (s.engaged_s * 1000)::bigint as engaged_ms
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
    when coalesce(max(engaged_ms) filter (where not left_out), 0) = 0 then 'not active'
  end as excluded,
  min_by(src_file, session_id) as src_file,
  min_by(src_row, session_id) as src_row,
  count(*) as src_rows,
  1 as active_users,
  sum(engaged_ms) filter (where not left_out) as engaged_ms
from visits
group by user_key, timezone
