-- as measure.sql, with the signature as the start of every case
with cases as (
  select m.mandate_id, m.vehicle, m.signed, m.funded, m.cancelled, m.src_file, m.src_row,
    coalesce(m.signed, m.won, m.funded, m.cancelled, c.period_end) as observed_on,
    least(m.funded, m.cancelled, c.as_of) as last_on
  from mandate m, config c
  where coalesce(m.vehicle, 'pooled') = 'pooled'
    and observed_on between c.period_start and c.period_end
)
select
  mandate_id as unit,
  observed_on,
  case
    when vehicle is null then 'missing vehicle'
    when signed is null then 'missing start'
    when funded < signed then 'funded before signed'
    when cancelled < signed then 'cancelled before signed'
  end as excluded,
  src_file,
  src_row,
  case when last_on >= signed then date_diff('day', signed, last_on) end as days,
  case last_on when funded then 'ended' when cancelled then 'competing' else 'open' end as ending,
  0 as entered_days,
  case last_on when funded then 0 when cancelled then 1 else 0 end as cancelled_cases,
  1 as cases
from cases
