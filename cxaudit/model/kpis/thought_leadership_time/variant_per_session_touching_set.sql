select
  coalesce(min(user_key), session_id) as unit,
  min(day) as observed_on,
  case
    when internal then 'internal'
    when min(engaged_ms) < 0 then 'negative time'
    when count(engaged_ms) < count(*) then 'missing engaged_ms'
  end as excluded,
  min(src_file) as src_file,
  min_by(src_row, (src_file, src_row)) as src_row,
  count(*) as src_rows,
  1 as sessions,
  sum(engaged_ms) as engaged_ms
from reading
group by session_id, internal
