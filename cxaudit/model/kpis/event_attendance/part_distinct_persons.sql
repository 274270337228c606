-- one guest or phone line; neither a line without a name nor a list without who came tells persons
with person as (
  select p.event_id, p.person_key,
    min((p.event_start at time zone c.timezone)::date) as held_on, bool_or(p.attended) as came,
    bool_and(coalesce(p.identified, true)) as named,
    min(p.src_file) as src_file, min(p.src_row) as src_row, count(*) as src_rows
  from participation p
  cross join config c
  where (p.event_start at time zone c.timezone)::date between c.period_start and c.period_end
    and p.event_id not in (select o.event_id from participation o where o.event_status <> 'held')
  group by p.event_id, p.person_key
  having bool_and(coalesce(p.role, 'attendee') = 'attendee' and p.internal is not true)
), guest as (
  select person_key, held_on, src_file, src_row, src_rows, came and named as met,
    coalesce(sum((came is not null)::int) filter (named) over event, count(came) over event) > 0
      as known
  from person window event as (partition by event_id)
)
select
  person_key as unit,
  min(held_on) as observed_on,
  cast(null as varchar) as excluded,
  min(src_file) as src_file,
  min(src_row) as src_row,
  sum(src_rows) as src_rows,
  (bool_or(met) filter (known))::int as persons
from guest
group by person_key
