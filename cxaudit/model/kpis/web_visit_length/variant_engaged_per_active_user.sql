with visits as (
  select
    user_key, session_id, day, src_file, src_row, internal or engaged_s < 0 as left_out,
    (engaged_s * 1000)::bigint as engaged_ms
  from visit
)
select
  user_key as unit,
  min(day) as observed_on,
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
group by user_key
