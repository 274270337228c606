with submission as (
  select p.pursuit_id, p.vehicle, p.submitted, p.declared, p.decided as decided_on, p.src_file,
    p.src_row, c.as_of, c.as_of - p.submitted > c.decision_lag_days as old,
    case when p.outcome in ('won', 'lost') then p.outcome
      when (p.outcome = 'withdrawn_by_client' or p.withdrawn is not null)
        and coalesce(p.withdrawn, p.decided, c.as_of) <= c.as_of then 'withdrawn'
      else 'pending' end as state,
    case when coalesce(p.ccy, c.currency, '') = coalesce(c.currency, '')
      then nullif(p.exp_aum, 0) end as aum
  from pursuit p
  cross join config c
  where p.kind = 'RFP'
    and p.submitted between c.period_start and c.period_end
)
select pursuit_id as unit, submitted as observed_on, vehicle as segment, declared,
  case when decided_on < submitted then 'decided before submitted'
    when state in ('won', 'lost') and decided_on > as_of then 'conflict: decided after as_of'
    end as excluded,
  src_file, src_row, 1 as submissions,
  (state = 'won')::int as won,
  (state in ('won', 'lost'))::int as decided,
  (state = 'withdrawn')::int as withdrawn,
  (state = 'pending' and not old)::int as pending_young,
  (state = 'pending' and old)::int as pending_old,
  case when state = 'won' then aum else 0 end as aum_won,
  case when state in ('won', 'lost') and count(aum) filter (where state = 'lost') over () > 0
    then aum end as aum_decided
from submission
