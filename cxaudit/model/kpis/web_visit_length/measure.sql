select
  coalesce(user_key, session_id) as unit,
  day as observed_on,
  channel_group as segment,
  case
    when internal then 'internal'
    when engaged_s < 0 or duration_s < 0 then 'negative time'
  end as excluded,
  src_file,
  src_row,
  1 as sessions,
  case when engaged then 1 end as engaged_sessions,
  case when engaged_s >= 0 then (engaged_s * 1000)::bigint end as engaged_ms,
  (duration_s * 1000)::bigint as duration_ms
from visit
