with submission as (
  select p.pursuit_id, p.submitted, p.advanced as advanced_on, p.decided as decided_on,
    p.outcome, p.src_file, p.src_row,
    least(p.advanced, p.pitch) <= c.as_of as went_on,
    p.outcome in ('won', 'lost') and coalesce(p.decided, c.as_of) <= c.as_of as settled
  from pursuit p
  cross join config c
  where p.kind = 'DDQ'
    and p.submitted between c.period_start and c.period_end
)
select
  pursuit_id as unit,
  submitted as observed_on,
  case
    when decided_on < submitted then 'decided before submitted'
    when advanced_on < submitted then 'advanced before submitted'
  end as excluded,
  src_file,
  src_row,
  coalesce(went_on or (settled and outcome = 'won'), false)::int as advanced,
  coalesce(went_on or settled, false)::int as known
from submission
