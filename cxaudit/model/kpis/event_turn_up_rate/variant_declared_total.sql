-- one event as its organiser counted it: a person on both lists twice is counted twice
select
  p.event_id as unit,
  min(coalesce((p.event_start at time zone c.timezone)::date, c.period_end)) as observed_on,
  min(p.mode) as segment,
  case
    when bool_or(p.event_status <> 'held') then 'event not held'
    when count(p.event_start) = 0 then 'missing event_start'
    when min(p.event_attendees) < max(p.event_attendees)
      or min(p.event_registrants) < max(p.event_registrants) then 'conflict: two totals'
  end as excluded,
  min(p.src_file) as src_file,
  min_by(p.src_row, (p.src_file, p.src_row)) as src_row,
  count(*) as src_rows,
  max(p.event_attendees) as attendees,
  max(p.event_registrants) as registrants
from participation p
cross join config c
where coalesce((p.event_start at time zone c.timezone)::date, c.period_end)
  between c.period_start and c.period_end
group by p.event_id
