with visits as (
  select
    s.user_key, s.session_id, s.day, s.internal, s.src_file, s.src_row,
    lower(coalesce(s.channel_group, '')) as channel,
    lower(concat_ws(' ', s.source, s.medium)) as origin,
    coalesce(list_contains(c.social_channels, s.channel_group), false) as social,
    list_contains(c.social_channels, s.first_user_channel) as acquired
  from visit s cross join config c
)
select
  user_key as unit, min(day) as observed_on,
  case
    when user_key is null then 'missing user_key'
    when bool_and(internal) then 'internal' end as excluded,
  min_by(src_file, session_id) as src_file, min_by(src_row, session_id) as src_row,
  count(*) as src_rows, case when user_key is not null then 1 end as users,
  case when (select max(channel) from visits) <> ''
    then max((social and not internal)::int) end as social_users,
  case when (select max(channel) from visits) <> ''
    then max((social and channel not like '%paid%' and not internal)::int) end as organic_users,
  max(acquired::int) filter (where not internal) as acquired_users,
  max((origin like '%linkedin%' or origin like '%lnkd%')::int)
    filter (where not internal and origin <> '') as linkedin_users,
  max(social::int) as social_users_unfiltered, count(*) filter (where not internal) as sessions,
  count(*) filter (where not internal
    and channel in ('', 'direct', 'unassigned', '(not set)', '(none)')) as untagged_sessions
from visits
group by user_key
