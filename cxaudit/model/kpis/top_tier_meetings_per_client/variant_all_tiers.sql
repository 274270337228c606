-- one client of any tier or none: its days as a client in the period, and the meetings held
with book as (
  select k.client_id, k.segment, k.src_file, k.src_row, c.timezone,
    case when k.rel_start is null then 'missing start' end as excluded,
    greatest(k.rel_start, c.period_start) as first_on,
    least(k.rel_end, c.period_end) as last_on
  from client k, config c
  where first_on <= last_on
)
select b.client_id as unit, b.last_on as observed_on, b.segment, b.excluded, b.src_file, b.src_row,
  date_diff('day', b.first_on, b.last_on) + 1 as days,
  -- a row under a parent is the same meeting in a colleague's calendar
  case when count(i.status) = count(i.interaction_id) then count(distinct
    coalesce(i.parent_id, i.interaction_id)) filter (i.status = 'held') end as meetings
from book b
left join interaction i on i.kind = 'meeting' and i.client_id = b.client_id
  and (i.ts at time zone b.timezone)::date between b.first_on and b.last_on
group by b.client_id, b.first_on, b.last_on, b.segment, b.excluded, b.src_file, b.src_row
