-- one client: its days as a client in the period, and the complaints received from it
with complaint as (
  select i.client_id, min(i.src_file) as src_file,
    min_by(i.src_row, (i.src_file, i.src_row)) as src_row,
    count(*) as complaints_recorded,
    -- a row under a parent repeats or re-opens a complaint
    count(*) filter (where i.parent_id is null) as complaints,
    count(*) filter (where i.parent_id is null and i.outcome in ('upheld', 'partly')) as upheld,
    count(*) filter (where i.parent_id is null and i.regulated) as regulated
  from interaction i, config c
  where i.kind = 'complaint'
    and (i.ts at time zone c.timezone)::date between c.period_start and c.period_end
  group by i.client_id
), book as (
  select k.client_id, k.segment, k.rel_start, k.src_file, k.src_row,
    greatest(0, 1 + date_diff('day', greatest(k.rel_start, c.period_start),
      least(k.rel_end, c.period_end))) as days
  from client k, config c
)
select coalesce(b.client_id, o.client_id, 'unknown') as unit, c.period_end as observed_on,
  coalesce(b.src_file, o.src_file) as src_file, coalesce(b.src_row, o.src_row) as src_row,
  b.segment,
  case when b.client_id is null then 'client not in the register'
    when b.rel_start is null then 'missing start' end as excluded,
  coalesce(b.days, 0) as days, coalesce(o.complaints, 0) as complaints,
  coalesce(o.complaints_recorded, 0) as complaints_recorded,
  coalesce(o.upheld, 0) as upheld, coalesce(o.regulated, 0) as regulated,
  coalesce(o.complaints > 0, false)::int as clients_complaining, 1 as clients
from config c, book b full join complaint o on o.client_id = b.client_id
where b.days > 0 or o.complaints_recorded > 0
