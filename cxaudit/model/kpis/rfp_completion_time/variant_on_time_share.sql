select
  p.pursuit_id as unit,
  coalesce(p.due, p.submitted) as observed_on,
  p.kind as segment,
  case
    when p.due is null then 'missing due'
    when p.submitted is null and p.outcome in ('won', 'lost') then 'decided but never submitted'
  end as excluded,
  p.src_file,
  p.src_row,
  coalesce(p.submitted <= p.due, false)::int as on_time,
  1 as was_due,
  case when p.submitted <= c.as_of then p.due - p.submitted end as slack_days
from pursuit p
cross join config c
where p.kind in ('RFP', 'RFI', 'DDQ')
  and coalesce(p.due, p.submitted) between c.period_start and c.period_end
  and (p.submitted <= c.as_of
    or p.due < c.as_of
    and coalesce(least(p.no_bid, p.withdrawn) > c.as_of, true)
    and p.outcome is distinct from 'withdrawn_by_client')
