select
  p.event_id as unit,
  min((p.event_start at time zone c.timezone)::date) as observed_on,
  cast(null as varchar) as excluded,
  min(p.src_file) as src_file,
  min(p.src_row) as src_row,
  count(*) as src_rows,
  count(distinct p.person_key) filter (where
    p.reg_status = 'walk_in'
    and p.attended is distinct from false
    and p.identified is distinct from false
    and p.internal is distinct from true
    and coalesce(p.role, 'attendee') = 'attendee'
  ) as walk_ins
from participation p
cross join config c
where (p.event_start at time zone c.timezone)::date between c.period_start and c.period_end
group by p.event_id
having count(p.reg_status) > 0
