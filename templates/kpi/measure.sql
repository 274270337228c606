-- One row for each thing observed, never the answer: unit (whose rows belong together), the day,
-- why a row is left out (null = counted), where it came from, and named numbers (counts or
-- decimals, no floats). `config c` holds the settings, as_of and this KPI's own period.
with complaint as (
  select
    i.client_id, i.parent_id, i.outcome, i.src_file, i.src_row,
    (i.ts at time zone c.timezone)::date as received_on,
    (i.closed at time zone c.timezone)::date as closed_on
  from interaction i
  cross join config c
  where i.kind = 'complaint'
)
select
  coalesce(q.client_id, 'unknown') as unit,
  q.received_on as observed_on,
  case
    when q.parent_id is not null then 'repeats another complaint'
    when c.as_of - q.received_on < c.min_age_days then 'younger than ' || c.min_age_days || ' days'
  end as excluded,
  q.src_file,
  q.src_row,
  1 as received,
  coalesce(q.closed_on - q.received_on <= 10, false)::int as answered,
  coalesce(q.closed_on > c.as_of, true)::int as still_open,
  coalesce(q.outcome in ('upheld', 'partly'), false)::int as upheld,
  coalesce(q.outcome in ('upheld', 'partly') and q.closed_on - q.received_on <= 10, false)::int
    as upheld_answered
from complaint q
cross join config c
where q.received_on between c.period_start and c.period_end
