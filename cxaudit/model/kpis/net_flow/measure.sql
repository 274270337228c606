-- one valuation of a mandate in the period: money in less money out since the row before it
with flow as (
  select a.mandate_id, a.as_of, a.basis, a.own_fund_of_fund, a.src_file, a.src_row, c.currency,
    min(a.ccy) over () <> max(a.ccy) over () as is_mixed,
    a.inflow, a.outflow, a.income_reinvested,
    -- cents for one unit of the row's currency
    100 * case when c.currency is null or a.ccy = c.currency then 1 else a.fx_rate end as rate
  from aum a, config c
  where a.as_of between c.period_start and c.period_end
)
select
  mandate_id as unit,
  as_of as observed_on,
  case
    when basis is null then 'missing basis'
    when basis <> 'managed' then basis || ', not managed'
    when own_fund_of_fund then 'held by an own fund, counted there'
    when currency is null and is_mixed then 'reporting currency not set'
  end as excluded,
  src_file,
  src_row,
  round((inflow - outflow)::decimal(20, 2) * rate)::hugeint as flow_cents,
  round((inflow - outflow + income_reinvested)::decimal(20, 2) * rate)::hugeint
    as flow_and_income_cents
from flow
