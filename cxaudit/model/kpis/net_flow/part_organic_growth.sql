-- one valuation: a flow of the period, or the opening value on the eve of the period
with valued as (
  select a.mandate_id, a.as_of, a.basis, a.own_fund_of_fund, a.src_file, a.src_row, c.currency,
    a.as_of < c.period_start as is_opening, a.mv, a.inflow - a.outflow as flow,
    min(a.ccy) over () <> max(a.ccy) over () as is_mixed,
    100 * case when c.currency is null or a.ccy = c.currency then 1 else a.fx_rate end as rate
  from aum a, config c
  where a.as_of between c.period_start - 32 and c.period_end
  qualify not is_opening
    or row_number() over (partition by a.mandate_id, is_opening order by a.as_of desc) = 1
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
  case when is_opening then 0 else round(flow::decimal(20, 2) * rate)::hugeint end as flow_cents,
  case when is_opening then round(mv::decimal(20, 2) * rate)::hugeint else 0 end as opening_cents
from valued
