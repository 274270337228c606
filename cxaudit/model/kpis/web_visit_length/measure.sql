select
  coalesce(s.user_key, s.session_id) as unit,
  (s.start at time zone c.timezone)::date as observed_on,
  s.channel_group as segment,
  case
    when s.internal then 'internal'
    when s.engaged_s < 0 or s.duration_s < 0 then 'negative time'
  end as excluded,
  s.src_file,
  s.src_row,
  1 as sessions,
  case when s.engaged then 1 end as engaged_sessions,
  (s.engaged_s * 1000)::bigint as engaged_ms,
  (s.duration_s * 1000)::bigint as duration_ms
from web_session s
cross join config c
where s.start >= c.period_start::timestamp at time zone c.timezone
  and s.start < (c.period_end + 1)::timestamp at time zone c.timezone
