-- one managed mandate that pays a fee by its register entry
with valued as (
  select a.mandate_id, a.as_of, a.mv, a.ccy, a.fx_rate, a.basis, a.own_fund_of_fund,
    a.src_file, a.src_row, c.currency, m.fee_bps,
    min(a.ccy) over () <> max(a.ccy) over () as is_mixed
  from config c, aum a left join mandate m using (mandate_id)
  where a.as_of between c.as_of - 31 and c.as_of
  qualify row_number() over (partition by a.mandate_id order by a.as_of desc, a.src_row) = 1
)
select
  mandate_id as unit,
  as_of as observed_on,
  case
    when basis is null then 'missing basis'
    when basis <> 'managed' then basis || ', not managed'
    when own_fund_of_fund then 'held by an own fund, counted there'
    when fee_bps is null then 'missing fee'
    when fee_bps = 0 then 'pays no fee'
    when currency is null and is_mixed then 'reporting currency not set'
  end as excluded,
  src_file,
  src_row,
  -- whole cents, wide enough for any product of value and rate
  round(mv::decimal(20, 2) * case when currency is null or ccy = currency then 1 else fx_rate end
    * 100)::hugeint as cents
from valued
