with timed as (
  select p.pursuit_id, p.kind, p.received, p.due, p.outcome, p.question_count as questions,
    p.src_file, p.src_row, c.as_of, c.holiday_calendar,
    case when p.submitted <= c.as_of then 'ended' when coalesce(p.no_bid, p.withdrawn,
      case p.outcome when 'withdrawn_by_client' then p.decided end) <= c.as_of
      then 'competing' else 'open' end as ending,
    case when p.submitted <= c.as_of then p.submitted else least(c.as_of, coalesce(p.no_bid,
      p.withdrawn, case p.outcome when 'withdrawn_by_client' then p.decided end, c.as_of))
      end as ended_on,
    coalesce(p.received, p.submitted) as observed_on
  from pursuit p
  cross join config c
  where p.kind in ('RFP', 'RFI', 'DDQ')
    and coalesce(p.received, p.submitted) between c.period_start and c.period_end
)
select pursuit_id as unit, observed_on, kind as segment,
  case when received is null then 'missing received'
    when ended_on < received and ending = 'ended' then 'submitted before received'
    when ended_on < received then 'closed before received'
    when ending = 'open' and outcome in ('won', 'lost') then 'decided but never submitted'
    when ending = 'open' and outcome = 'withdrawn_by_client' then 'withdrawn without a date'
    end as excluded, src_file, src_row, ended_on - received as days, ending, 0 as entered_days,
  case ending when 'ended' then ended_on - received end as submitted_days, questions,
  case ending when 'ended' then due - ended_on end as slack_days,
  coalesce(ending = 'ended' and ended_on <= due, false)::int as on_time,
  (due is not null and (ending = 'ended' or ending = 'open' and due < as_of))::int as was_due,
  len(list_filter(range(received + 1, ended_on + 1, interval 1 day), lambda d: isodow(d) < 6
    and not list_contains(holiday_calendar, strftime(d, '%Y-%m-%d')))) as business_days
from timed
