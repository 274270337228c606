select
  p.event_id as unit,
  min((p.event_start at time zone c.timezone)::date) as observed_on,
  min(p.mode) as segment,
  case
    when bool_or(bool_or(p.event_status <> 'held')) over (partition by p.event_id)
      then 'event not held'
    when coalesce(max(p.role), 'attendee') <> 'attendee' then max(p.role)
    when bool_or(p.internal) then 'internal'
  end as excluded,
  min(p.src_file) as src_file,
  min(p.src_row) as src_row,
  count(*) as src_rows,
  1 as invited,
  bool_or(p.attended)::int as invited_came
from participation p
cross join config c
where (p.event_start at time zone c.timezone)::date between c.period_start and c.period_end
group by p.event_id, p.person_key
having bool_or(p.invited)
