with submission as (
  select p.pursuit_id, p.kind, p.submitted, p.advanced as advanced_on, p.decided as decided_on,
    p.outcome, p.declared, p.src_file, p.src_row,
    c.as_of - p.submitted > c.decision_lag_days as old,
    least(p.advanced, p.pitch) <= c.as_of as went_on,
    count(coalesce(p.advanced, p.pitch)) over () > 0
      or count(*) filter (where p.outcome = 'won') over () = 0 as dates_kept,
    p.outcome in ('won', 'lost') and p.decided > c.as_of as in_future,
    case when least(p.advanced, p.pitch) <= c.as_of or p.outcome = 'won' then 'advanced'
      when p.outcome = 'lost' then 'stopped'
      when (p.outcome = 'withdrawn_by_client' or p.withdrawn is not null)
        and coalesce(p.withdrawn, p.decided, c.as_of) <= c.as_of then 'withdrawn'
      else 'pending' end as state
  from pursuit p cross join config c
  where p.kind in ('RFP', 'RFI') and p.submitted between c.period_start and c.period_end
)
select pursuit_id as unit, submitted as observed_on, kind as segment, declared,
  case when decided_on < submitted then 'decided before submitted'
    when advanced_on < submitted then 'advanced before submitted'
    when in_future and went_on is distinct from true then 'conflict: decided after as_of'
    end as excluded, src_file, src_row, 1 as submissions, (state = 'advanced')::int as advanced,
  case when dates_kept then (state in ('advanced', 'stopped'))::int end as known,
  case kind when 'RFP' then known end as known_rfp,
  case kind when 'RFI' then known end as known_rfi,
  (state = 'withdrawn')::int as withdrawn, (state = 'pending' and not old)::int as pending_young,
  (state = 'pending' and old)::int as pending_old,
  (outcome is not distinct from 'won' and in_future is distinct from true)::int as won,
  coalesce(outcome in ('won', 'lost') and in_future is distinct from true, false)::int as decided
from submission
