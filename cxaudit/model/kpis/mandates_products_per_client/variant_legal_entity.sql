-- one client as recorded at as_of, its parent left aside: live mandates and their strategies
with held as (
  select coalesce(m.client_id, m.mandate_id) as unit, c.as_of,
    m.client_id is null as is_unknown, m.strategy_id, m.src_file, m.src_row,
    coalesce(m.funded <= c.as_of and coalesce(m.terminated > c.as_of, true), false) as is_live
  from config c, mandate m
)
select
  unit,
  as_of as observed_on,
  case
    when is_unknown then 'missing client'
    when not bool_or(is_live) then 'no live mandate'
  end as excluded,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  count(*) filter (where is_live) as mandates,
  count(*) as mandates_recorded,
  case when bool_or(is_live and strategy_id is null) is not true
    then count(distinct strategy_id) filter (where is_live) end as products,
  (products > 1)::int as multi_product_clients,
  1 as clients
from held
group by unit, as_of, is_unknown
