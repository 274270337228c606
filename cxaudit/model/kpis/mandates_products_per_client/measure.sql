-- one ultimate parent at as_of: its live mandates and the strategies they are in
with recursive family as (
  select client_id, coalesce(parent_id, client_id) as parent from client
  where coalesce(parent_id = client_id or parent_id not in (select client_id from client), true)
  union all
  select k.client_id, f.parent from client k join family f on f.client_id = k.parent_id
  where k.parent_id <> k.client_id
), held as (
  select coalesce(f.parent, m.client_id, m.mandate_id) as unit, c.as_of,
    m.client_id is null as is_unknown, m.strategy_id, m.src_file, m.src_row,
    coalesce(m.funded <= c.as_of and coalesce(m.terminated > c.as_of, true), false) as is_live
  from config c, mandate m left join family f using (client_id)
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
