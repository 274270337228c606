-- one client: its days as a client in the period, and the complaints received from it
with received as (
  select i.client_id, i.src_file, i.src_row, i.regulated,
    case when i.outcome is not null then i.outcome <> 'rejected'
      when i.status is distinct from 'closed' and i.closed is null then false end as is_upheld,
    -- a row under another one repeats or re-opens a complaint
    coalesce(i.parent_id = i.interaction_id, true) as is_first
  from interaction i, config c where i.kind = 'complaint'
    and (i.ts at time zone c.timezone)::date between c.period_start and c.period_end
), complaint as (
  select client_id, min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row,
    count(*) as recorded, count_if(is_first) as complaints,
    case when count(*) = count(is_upheld) then count_if(is_first and is_upheld) end as upheld,
    case when count(*) = count(regulated) then count_if(is_first and regulated) end as regulated
  from received group by client_id
), book as (
  select k.client_id, k.segment, k.src_file, k.src_row, case when k.rel_start is null
      then 'missing start' when k.rel_end < k.rel_start then 'ended before it began' end as reason,
    greatest(0, 1 + date_diff('day', greatest(k.rel_start, c.period_start),
      least(k.rel_end, c.period_end))) as days from client k, config c
)
select coalesce(b.client_id, o.client_id, 'unknown') as unit, c.period_end as observed_on,
  coalesce(b.src_file, o.src_file) as src_file, coalesce(b.src_row, o.src_row) as src_row,
  case when b.client_id is null then 'client not in the register' else b.reason end as excluded,
  coalesce(b.days, 0) as days, coalesce(o.complaints, 0) as complaints, b.segment, 1 as clients,
  coalesce(o.recorded, 0) as complaints_recorded, if(b.client_id is null, recorded, 1) as src_rows,
  coalesce(o.complaints > 0, false)::int as clients_complaining,
  if(o.recorded > 0, o.upheld, 0) as upheld, if(o.recorded > 0, o.regulated, 0) as regulated
from config c, book b full join complaint o on o.client_id = b.client_id
where b.days > 0 or o.recorded > 0 or b.reason = 'ended before it began'
