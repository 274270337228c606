-- as measure.sql, with the account ready to trade as the end of every case
with cases as (
  select m.mandate_id, m.vehicle, m.won, m.ready, m.cancelled, m.src_file, m.src_row,
    coalesce(m.won, m.signed, m.ready, m.funded, m.cancelled, c.period_end) as observed_on,
    m.ready is null and coalesce(m.funded <= c.as_of, false) as is_unknown,
    least(m.ready, m.cancelled, c.as_of) as last_on
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
    when ready < won then 'ready before won'
    when cancelled < won then 'cancelled before won'
    when is_unknown then 'funded, but when it was ready is unknown'
  end as excluded,
  src_file,
  src_row,
  case when last_on >= won then date_diff('day', won, last_on) end as days,
  case last_on when ready then 'ended' when cancelled then 'competing' else 'open' end as ending,
  0 as entered_days
from cases
