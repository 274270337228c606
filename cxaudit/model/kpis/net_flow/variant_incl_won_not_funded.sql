-- as measure.sql, and each mandate won in the period but still unfunded, at its expected value
with moved as (
  select mandate_id, aum.as_of, basis, own_fund_of_fund, src_file, src_row, ccy, fx_rate,
    inflow - outflow as flow
  from aum, config c
  where aum.as_of between c.period_start and c.period_end
  union all
  select m.mandate_id, m.won, 'managed', false, m.src_file, m.src_row, m.ccy,
    (select max_by(r.fx_rate, (r.as_of, r.fx_rate)) from aum r
      where r.ccy = m.ccy and r.as_of <= c.as_of),
    m.exp_aum
  from mandate m, config c
  where m.won between c.period_start and c.period_end
    and coalesce(least(m.funded, m.cancelled, m.terminated) > c.as_of, true)
)
select p.mandate_id as unit, p.as_of as observed_on, p.src_file, p.src_row,
  case
    when p.basis is null then 'missing basis'
    when p.basis <> 'managed' then p.basis || ', not managed'
    when p.own_fund_of_fund then 'held by an own fund, counted there'
    when c.currency is null and min(p.ccy) over () <> max(p.ccy) over ()
      then 'reporting currency not set'
  end as excluded,
  round(p.flow::decimal(20, 2) * 100 * case when c.currency is null or p.ccy = c.currency then 1
    else p.fx_rate end)::hugeint as flow_cents
from moved p, config c
