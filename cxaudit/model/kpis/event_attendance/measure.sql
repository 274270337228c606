with person as (
  select p.event_id, min((p.event_start at time zone c.timezone)::date) as held_on,
    min(p.mode) as mode, bool_or(p.attended) as came, max(p.ondemand_min) > 0 as watched,
    coalesce(max(p.role), 'attendee') = 'attendee' as attendee, max(p.live_min) as live,
    coalesce(bool_or(p.internal), false) as own, coalesce(bool_and(p.identified), true) as named,
    attendee and named and not own as guest, count(p.client_id) > 0 as of_client,
    sum(count(p.reg_status)) over (partition by p.event_id) > 0 as list_kept,
    sum(count(p.live_min)) over (partition by p.event_id) > 0 as timed,
    count(p.reg_status) > 0 as listed, sum(count(p.client_id)) over () > 0 as firms_known,
    bool_or(p.event_status <> 'held') as off, min(p.src_file) as src_file,
    min(p.src_row) as src_row, count(*) as src_rows
  from participation p cross join config c
  where coalesce((p.event_start at time zone c.timezone)::date, c.period_end)
    between c.period_start and c.period_end group by p.event_id, p.person_key
)
select event_id as unit, min(held_on) as observed_on, min(mode) as segment,
  case when bool_or(off) then 'event not held' when min(held_on) is null
    then 'missing event_start' when coalesce(count(came) filter (guest)
      / nullif(count(*) filter (guest), 0), count(came)) = 0 then 'missing attended'
    when bool_and(own or not attendee) then 'test join' end as excluded,
  min(src_file) as src_file, min(src_row) as src_row, sum(src_rows) as src_rows,
  count(*) filter (where came and named and (attendee or listed or not list_kept)) as all_guests,
  count(*) filter (where came and not named) as phone_joins,
  count(*) filter (where came and guest) as attendees,
  count(*) filter (where (came or watched) and guest) as live_or_watched,
  if(bool_or(firms_known), count(*) filter (where came and guest and of_client), null) as clients,
  if(bool_or(timed), count(*) filter (where came and guest and live > 0), null) as live,
  if(bool_or(timed), count(*) filter (where came and guest and live >= 1), null) as one_minute,
  if(bool_or(timed), count(*) filter (where came and guest and live >= 5), null) as five_minutes
from person group by event_id
