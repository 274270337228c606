-- the firm: its flows of the period over its newest values within 31 days of the eve
with valued as (
  select a.src_file, a.src_row, c.period_end, a.as_of < c.period_start as is_opening,
    row_number() over (partition by a.mandate_id, is_opening
      order by a.as_of desc, a.src_row) as age,
    c.currency is null and min(a.ccy) over () <> max(a.ccy) over () as is_mixed,
    100 * case when c.currency is null or a.ccy = c.currency then 1 else a.fx_rate end as rate,
    round(a.mv::decimal(20, 2) * rate)::hugeint as value_cents,
    round((a.inflow - a.outflow)::decimal(20, 2) * rate)::hugeint as flow_cents
  from aum a, config c
  where a.as_of between c.period_start - 32 and c.period_end
    and a.basis = 'managed' and a.own_fund_of_fund is not true
)
select
  'firm' as unit,
  period_end as observed_on,
  case when is_mixed then 'reporting currency not set'
    when bool_or(rate is null) then 'missing exchange rate'
    when bool_or(is_opening and age = 1 and value_cents is null) then 'missing opening value'
    end as excluded,
  min(src_file) as src_file,
  min_by(src_row, (src_file, src_row)) as src_row,
  count(*) as src_rows,
  count(*) filter (not is_opening) as valuations,
  sum(value_cents) filter (is_opening and age = 1) as opening,
  case when opening > 0 then opening end as opening_cents,
  sum(flow_cents) filter (not is_opening) as net_cents
from valued
group by period_end, is_mixed
