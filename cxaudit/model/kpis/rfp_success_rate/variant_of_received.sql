with request as (
  select p.pursuit_id, p.kind, p.received, p.submitted, p.decided, p.no_bid, p.outcome,
    p.src_file, p.src_row, c.as_of,
    coalesce(p.advanced, p.pitch) <= c.as_of as went_on,
    p.outcome in ('won', 'lost') and coalesce(p.decided, c.as_of) <= c.as_of as settled
  from pursuit p
  cross join config c
  where p.kind in ('RFP', 'RFI')
    and p.received between c.period_start and c.period_end
)
select
  pursuit_id as unit,
  received as observed_on,
  kind as segment,
  case when decided < submitted then 'decided before submitted' end as excluded,
  src_file,
  src_row,
  coalesce(went_on or (settled and outcome = 'won'), false)::int as advanced,
  coalesce(went_on or settled or no_bid <= as_of, false)::int as answered
from request
