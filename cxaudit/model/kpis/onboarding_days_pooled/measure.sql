-- one pooled mandate won in the window; a case not yet funded is open at as_of
with cases as (
  select m.mandate_id, m.vehicle, m.won, m.funded, m.cancelled, m.src_file, m.src_row,
    coalesce(m.won, m.signed, m.funded, m.cancelled, c.period_end) as observed_on,
    least(m.funded, m.cancelled, c.as_of) as last_on, c.holiday_calendar
  from mandate m, config c
  where coalesce(m.vehicle, 'pooled') = 'pooled'
    and observed_on between c.period_start and c.period_end
)
select
  mandate_id as unit,
  observed_on,
  case
    when vehicle is null then 'missing vehicle'
    when won is null then 'missing start'
    when funded < won then 'funded before won'
    when cancelled < won then 'cancelled before won'
  end as excluded,
  src_file, src_row,
  case when last_on >= won then date_diff('day', won, last_on) end as days,
  case last_on when funded then 'ended' when cancelled then 'competing' else 'open' end as ending,
  0 as entered_days,
  case last_on when funded then date_diff('day', won, funded) end as funded_days,
  len(list_filter(
    generate_series(won + 1, last_on, interval 1 day),
    lambda d: isodow(d) < 6 and not list_contains(holiday_calendar, d::date::varchar)
  )) as business_days,
  case last_on when funded then 0 when cancelled then 1 else 0 end as cancelled_cases,
  1 as cases
from cases
