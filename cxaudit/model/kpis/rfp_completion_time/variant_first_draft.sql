with drafted as (
  select p.pursuit_id, p.kind, p.received, p.submitted, p.outcome, p.src_file, p.src_row, c.as_of,
    case when p.first_draft <= c.as_of then p.first_draft end as drafted_on,
    least(p.no_bid, p.withdrawn, case p.outcome when 'withdrawn_by_client' then p.decided end)
      as left_on
  from pursuit p
  cross join config c
  where p.kind in ('RFP', 'RFI', 'DDQ')
    and p.received between c.period_start and c.period_end
)
select pursuit_id as unit, received as observed_on, kind as segment,
  case
    when drafted_on < received then 'first draft before received'
    when drafted_on > submitted then 'first draft after submitted'
    when drafted_on is null and submitted <= as_of then 'missing first_draft'
    when drafted_on is null and left_on < received then 'closed before received'
    when drafted_on is null and outcome in ('won', 'lost') and submitted is null
      then 'decided but never submitted'
    when drafted_on is null and outcome = 'withdrawn_by_client' and left_on is null
      then 'withdrawn without a date'
  end as excluded,
  src_file, src_row, 0 as entered_days,
  coalesce(drafted_on, least(left_on, as_of)) as until,
  case when until >= received then until - received end as draft_days,
  case
    when drafted_on is not null then 'ended'
    when left_on <= as_of then 'competing'
    else 'open'
  end as ending
from drafted
