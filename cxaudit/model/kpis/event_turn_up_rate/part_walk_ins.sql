with person as (
  select
    p.event_id,
    min((p.event_start at time zone c.timezone)::date) as held_on,
    min(p.src_file) as src_file,
    min(p.src_row) as src_row,
    count(*) as src_rows,
    count(p.reg_status) > 0 as listed,
    bool_or(p.event_status <> 'held') as off,
    bool_or(p.reg_status = 'walk_in' and p.attended is distinct from false)
      and not bool_or(p.reg_status = 'approved')
      and coalesce(bool_and(p.identified), true)
      and not coalesce(bool_or(p.internal), false)
      and coalesce(max(p.role), 'attendee') = 'attendee' as walked_in
  from participation p
  cross join config c
  where (p.event_start at time zone c.timezone)::date between c.period_start and c.period_end
  group by p.event_id, p.person_key
)
select event_id as unit, min(held_on) as observed_on, cast(null as varchar) as excluded,
  min(src_file) as src_file, min(src_row) as src_row, sum(src_rows) as src_rows,
  count(*) filter (where walked_in) as walk_ins
from person
group by event_id
having bool_or(listed) and bool_or(off) is not true
