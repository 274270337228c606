-- the firm: organic growth times four over the quarters, where the period is whole quarters
with valued as (
  select a.src_file, a.src_row, c.period_end, a.as_of < c.period_start as is_opening,
    date_diff('month', c.period_start, c.period_end) + 1 as months,
    c.period_start = date_trunc('month', c.period_start) and c.period_end = last_day(c.period_end)
      and months % 3 = 0 as is_whole,
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
select 'firm' as unit, period_end as observed_on,
  case when not is_whole then 'the period is no whole quarters'
    when is_mixed then 'reporting currency not set'
    when bool_or(rate is null) then 'missing exchange rate'
    when bool_or(is_opening and age = 1 and value_cents is null) then 'missing opening value'
    end as excluded,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  count(*) filter (not is_opening) as valuations,
  sum(value_cents) filter (is_opening and age = 1) as opening,
  case when opening > 0 then opening * months end as opening_times_months,
  12 * sum(flow_cents) filter (not is_opening) as net_times_twelve
from valued
group by period_end, is_mixed, is_whole, months
