-- the firm: how far opening, flow, market, currency and scope miss the closing value
with valued as (
  select a.as_of, a.src_file, a.src_row, c.period_end, a.as_of < c.period_start as is_opening,
    row_number() over (partition by a.mandate_id, is_opening
      order by a.as_of desc, a.src_row) as age,
    c.currency is null and min(a.ccy) over () <> max(a.ccy) over () as is_mixed,
    100 * case when c.currency is null or a.ccy = c.currency then 1 else a.fx_rate end as rate,
    round(a.mv::decimal(20, 2) * rate)::hugeint as cents,
    a.market_effect + a.fx_effect + a.scope_change as effect,
    round((a.inflow - a.outflow + effect)::decimal(20, 2) * rate)::hugeint as moved
  from aum a, config c
  where a.as_of between c.period_start - 32 and c.period_end
    and a.basis = 'managed' and a.own_fund_of_fund is not true
)
select 'firm' as unit, period_end as observed_on, min(src_file) as src_file,
  min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when is_mixed then 'reporting currency not set' when bool_or(not is_opening
      and effect is null) then 'not separable: market, currency or scope effect not supplied'
    when bool_or(rate is null) then 'missing exchange rate' end as excluded,
  coalesce(sum(cents) filter (is_opening and age = 1), 0) as opening_cents,
  sum(moved) filter (not is_opening) as moved_cents,
  sum(cents) filter (not is_opening and age = 1 and as_of >= period_end - 31) as closing,
  case when closing > 0 then closing end as closing_cents,
  abs(opening_cents + moved_cents - closing) as gap_cents
from valued group by period_end, is_mixed
