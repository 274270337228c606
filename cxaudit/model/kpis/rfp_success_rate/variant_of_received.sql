with request as (
  select p.pursuit_id, p.kind, p.received, p.submitted, p.decided, p.no_bid, p.outcome,
    p.advanced as advanced_on, p.src_file, p.src_row, c.as_of,
    least(p.advanced, p.pitch) <= c.as_of as went_on,
    p.outcome in ('won', 'lost') and coalesce(p.decided, c.as_of) <= c.as_of as settled,
    count(coalesce(p.advanced, p.pitch)) over () > 0
      or count(*) filter (where p.outcome = 'won') over () = 0 as dates_kept
  from pursuit p
  cross join config c
  where p.kind in ('RFP', 'RFI')
    and p.received between c.period_start and c.period_end
)
select
  pursuit_id as unit,
  received as observed_on,
  kind as segment,
  case
    when submitted < received then 'submitted before received'
    when decided < submitted then 'decided before submitted'
    when advanced_on < submitted then 'advanced before submitted'
  end as excluded,
  src_file,
  src_row,
  coalesce(went_on or (settled and outcome = 'won'), false)::int as advanced,
  case when dates_kept then coalesce(went_on or settled or no_bid <= as_of, false)::int end
    as answered
from request
