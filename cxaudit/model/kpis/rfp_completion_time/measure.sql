with timed as (
  select p.pursuit_id, p.kind, p.received, p.due, p.no_bid, p.submitted, p.outcome, p.src_file,
    p.src_row, c.as_of, c.holiday_calendar, nullif(p.question_count, 0) as questions,
    coalesce(p.received, p.submitted, p.no_bid, p.withdrawn, p.due) as observed_on,
    least(p.no_bid, p.withdrawn, case p.outcome when 'withdrawn_by_client' then p.decided end)
      as left_on, case when p.submitted <= c.as_of then 'ended'
      when left_on <= c.as_of then 'competing' else 'open' end as ending,
    case ending when 'ended' then p.submitted when 'competing' then left_on else c.as_of end
      as ended_on
  from pursuit p cross join config c
  where p.kind in ('RFP', 'RFI', 'DDQ') and coalesce(p.received, p.submitted, p.no_bid,
    p.withdrawn, p.due) between c.period_start and c.period_end
)
select pursuit_id as unit, observed_on, kind as segment, src_file, src_row,
  case when received is null then 'missing received'
    when ended_on < received and ending = 'ended' then 'submitted before received'
    when ended_on < received then 'closed before received'
    when ending = 'open' and outcome in ('won', 'lost') and submitted is null
      then 'decided but never submitted'
    when ending = 'open' and outcome = 'withdrawn_by_client' then 'withdrawn without a date'
    end as excluded, if(ended_on >= received, ended_on - received, null) as days, ending,
  0 as entered_days, case ending when 'ended' then days end as submitted_days, questions,
  case ending when 'ended' then due - ended_on end as slack_days,
  coalesce(ending = 'ended' and ended_on <= due, false)::int as on_time,
  (due is not null and (ending = 'ended' or ending = 'open' and due < as_of))::int as was_due,
  coalesce(ending = 'competing' and no_bid = left_on, false)::int as no_bids,
  (ending = 'competing' and no_bid is distinct from left_on)::int as withdrawn,
  len(list_filter(range(received + 1, ended_on + 1, interval 1 day), lambda d: isodow(d) < 6
    and not list_contains(holiday_calendar, strftime(d, '%Y-%m-%d')))) as business_days
from timed
