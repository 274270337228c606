-- min(reg_status): approved sorts before cancelled, pending, waitlist and walk_in.
with person as (
  select p.event_id, min((p.event_start at time zone c.timezone)::date) as held_on,
    min(p.mode) as mode, coalesce(max(p.role), 'attendee') as role,
    min(p.reg_status) as reg_status, bool_or(p.attended) as attended,
    coalesce(min(p.reg_status) <> 'walk_in', false) as registered,
    bool_or(p.internal) is true as internal, bool_or(not p.identified) is not true as named,
    bool_or(bool_or(p.event_status <> 'held')) over (partition by p.event_id) as off,
    max(p.live_min) as live, coalesce(max(p.ondemand_min), 0) > 0 as watched,
    min(p.src_file) as src_file, min(p.src_row) as src_row, count(*) as src_rows
  from participation p cross join config c
  where coalesce((p.event_start at time zone c.timezone)::date, c.period_end)
    between c.period_start and c.period_end
  group by p.event_id, p.person_key
)
select event_id as unit, held_on as observed_on, mode as segment,
  case when off then 'event not held' when held_on is null then 'missing event_start'
    when role <> 'attendee' then role when not named then 'phone join'
    when internal then 'internal'
    when reg_status is null then 'no registration'
    when reg_status = 'pending' then 'not approved'
    when reg_status = 'waitlist' then 'waiting list'
    when reg_status <> 'approved' then replace(reg_status, '_', '-')
    when attended is null then 'missing attended' end as excluded,
  src_file, src_row, src_rows, registered::int as registrants,
  (registered and attended)::int as came,
  (registered and (attended or watched))::int as came_or_watched,
  case when not attended then 0 when live is not null then (registered and live >= 5)::int end
    as stayed_five_minutes
from person
