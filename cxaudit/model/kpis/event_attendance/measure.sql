with person as (
  select p.event_id, min((p.event_start at time zone c.timezone)::date) as held_on,
    min(p.mode) as mode, bool_or(p.attended) as came, max(p.ondemand_min) > 0 as watched,
    coalesce(max(p.role), 'attendee') = 'attendee' as guest,
    coalesce(bool_and(p.identified), true) as named, count(p.client_id) > 0 as of_client,
    not coalesce(bool_or(p.internal), false) as external, coalesce(max(p.live_min), 0) as live,
    count(p.reg_status) > 0 as listed,
    sum(count(p.reg_status)) over (partition by p.event_id) > 0 as list_kept,
    min(p.src_file) as src_file, min(p.src_row) as src_row, count(*) as src_rows
  from participation p
  cross join config c
  where (p.event_start at time zone c.timezone)::date between c.period_start and c.period_end
  group by p.event_id, p.person_key
)
select event_id as unit, min(held_on) as observed_on, min(mode) as segment,
  case when count(came) = 0 then 'missing attended' end as excluded,
  min(src_file) as src_file, min(src_row) as src_row, sum(src_rows) as src_rows,
  count(*) filter (where came and named and (guest or listed or not list_kept)) as all_guests,
  count(*) filter (where came and not named) as phone_joins,
  count(*) filter (where came and named and guest and external) as attendees,
  count(*) filter (where came and named and guest and external and of_client) as clients,
  count(*) filter (where came and named and guest and external and live > 0) as live,
  count(*) filter (where came and named and guest and external and live >= 1) as one_minute,
  count(*) filter (where came and named and guest and external and live >= 5) as five_minutes,
  count(*) filter (where (came or watched) and named and guest and external) as live_or_watched
from person
group by event_id
