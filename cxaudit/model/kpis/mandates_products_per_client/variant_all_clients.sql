-- one ultimate parent that is a client at as_of: its live mandates, none included
with recursive family as (
  select client_id, coalesce(parent_id, client_id) as parent from client
  where coalesce(parent_id = client_id or parent_id not in (select client_id from client), true)
  union all
  select k.client_id, f.parent from client k join family f on f.client_id = k.parent_id
  where k.parent_id <> k.client_id
), found as (
  select coalesce(f.parent, k.client_id) as unit, c.as_of as observed_on,
    null::varchar as excluded, k.src_file, k.src_row, false as is_live
  from config c, client k left join family f using (client_id)
  where coalesce(k.rel_start <= c.as_of, true) and coalesce(k.rel_end >= c.as_of, true)
  union all
  select coalesce(f.parent, m.client_id, m.mandate_id), c.as_of,
    case when m.client_id is null then 'missing client' end, m.src_file, m.src_row, true
  from config c, mandate m left join family f using (client_id)
  where m.funded <= c.as_of and coalesce(m.terminated > c.as_of, true)
)
select unit, observed_on, excluded, min(src_file) as src_file,
  min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  count(*) filter (is_live) as mandates,
  1 as clients
from found
group by unit, observed_on, excluded
