select
  user_key as unit,
  min(day) as observed_on,
  case
    when user_key is null then 'missing user_key'
    when bool_and(internal) then 'internal'
  end as excluded,
  min_by(src_file, session_id) as src_file,
  min_by(src_row, session_id) as src_row,
  count(*) as src_rows,
  case when user_key is not null then 1 end as users,
  max((session_number > 1)::int) filter (where not internal) as returning_users,
  max((session_number > 1)::int) as returning_users_unfiltered,
  (min(session_number) filter (where not internal) > 1)::int as established_users,
  case when max(client_id) filter (where not internal) is not null then 1 end as client_users
from visit
group by user_key
