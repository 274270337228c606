-- one guest or phone line of the events held; a line without a name is no person known to have come
with guest as (
  select
    p.person_key,
    min((p.event_start at time zone c.timezone)::date) as held_on,
    bool_or(p.attended) as came,
    bool_and(coalesce(p.identified, true)) as named,
    min(p.src_file) as src_file,
    min(p.src_row) as src_row,
    count(*) as src_rows
  from participation p
  cross join config c
  where (p.event_start at time zone c.timezone)::date between c.period_start and c.period_end
    and p.event_id not in (select o.event_id from participation o where o.event_status <> 'held')
  group by p.event_id, p.person_key
  having bool_and(coalesce(p.role, 'attendee') = 'attendee' and p.internal is not true)
)
select
  person_key as unit,
  min(held_on) as observed_on,
  cast(null as varchar) as excluded,
  min(src_file) as src_file,
  min(src_row) as src_row,
  sum(src_rows) as src_rows,
  bool_or(came and named)::int as persons
from guest
group by person_key
