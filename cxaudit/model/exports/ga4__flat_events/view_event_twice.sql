-- Rows that repeat an earlier row of the same event. Only those with engagement time matter: views
-- and depths of a page are told apart by their moment, and the same moment twice is one.
with alike as (
  select hash(e.user_key, e.visit, e.at_us, e.event_name, e.page_path, e.engaged_ms) as mark
  from event e
  where e.engaged_ms <> 0
  group by mark
  having count(*) > 1
),
copies as (
  select
    e.src_row,
    row_number() over (
      partition by e.user_key, e.visit, e.at_us, e.event_name, e.page_path, e.engaged_ms
      order by e.src_row
    ) as copy
  from event e
  join alike a
    on a.mark = hash(e.user_key, e.visit, e.at_us, e.event_name, e.page_path, e.engaged_ms)
  where e.engaged_ms <> 0
)
select src_row
from copies
where copy > 1
