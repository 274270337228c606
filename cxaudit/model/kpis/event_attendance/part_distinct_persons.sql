select
  p.person_key as unit,
  min((p.event_start at time zone c.timezone)::date) as observed_on,
  cast(null as varchar) as excluded,
  min(p.src_file) as src_file,
  min(p.src_row) as src_row,
  count(*) as src_rows,
  1 as persons
from participation p
cross join config c
where (p.event_start at time zone c.timezone)::date between c.period_start and c.period_end
  and not exists (
    select 1
    from participation o
    where o.event_id = p.event_id
      and o.person_key = p.person_key
      and (o.role <> 'attendee' or o.internal or not o.identified)
  )
  and p.event_id not in (select o.event_id from participation o where o.event_status <> 'held')
group by p.person_key
having bool_or(p.attended)
