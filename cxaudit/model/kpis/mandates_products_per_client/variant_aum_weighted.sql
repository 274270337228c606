-- one ultimate parent at as_of: its live mandates, and what these are worth
with recursive family as (
  select client_id, coalesce(parent_id, client_id) as parent from client
  where coalesce(parent_id = client_id or parent_id not in (select client_id from client), true)
  union all
  select k.client_id, f.parent from client k join family f on f.client_id = k.parent_id
  where k.parent_id <> k.client_id
), valued as (
  select a.mandate_id, a.mv, case
      when a.ccy = c.currency then 1
      when c.currency is not null then a.fx_rate
      when min(a.ccy) over () = max(a.ccy) over () then 1 end as rate
  from aum a, config c
  where a.as_of between c.as_of - 31 and c.as_of
  qualify row_number() over (partition by a.mandate_id order by a.as_of desc, a.src_row) = 1
), held as (
  select coalesce(f.parent, m.client_id, m.mandate_id) as unit, c.as_of as observed_on, m.src_file,
    m.src_row, case when m.client_id is null then 'missing client' end as reason,
    round(v.mv::decimal(20, 2) * v.rate * 100)::hugeint as cents
  from config c, mandate m left join family f using (client_id)
    left join valued v using (mandate_id)
  where m.funded <= c.as_of and coalesce(m.terminated > c.as_of, true)
)
select unit, observed_on, min(src_file) as src_file, count(*) as src_rows, coalesce(reason, case
    when count(cents) < count(*) then 'missing value in the reporting currency' end) as excluded,
  min_by(src_row, (src_file, src_row)) as src_row,
  case when count(*) = count(cents) then sum(cents) end as client_cents,
  count(*) * client_cents as weighted_mandates
from held group by unit, observed_on, reason
