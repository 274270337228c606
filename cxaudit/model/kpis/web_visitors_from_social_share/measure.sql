with visits as (
  select
    s.user_key, s.session_id, s.start, s.src_file, s.src_row, c.timezone,
    coalesce(s.internal, false) as internal,
    coalesce(list_contains(c.social_channels, s.channel_group), false) as social,
    coalesce(lower(s.channel_group), '')
      in ('', 'direct', 'unassigned', '(not set)', '(none)') as untagged
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
  max((social and not internal)::int) as social_users,
  max(social::int) as social_users_unfiltered,
  count(*) filter (where not internal) as sessions,
  count(*) filter (where untagged and not internal) as untagged_sessions
from visits
group by user_key, timezone
