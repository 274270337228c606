-- The events of pages that were viewed more than once in a visit, each with the view it belongs to.
select
  e.user_key, e.visit, e.page_path, e.engaged_ms, e.scrolled, e.internal, e.src_row,
  coalesce(
    max(e.at_us) filter (where e.event_name = 'page_view') over (
      partition by e.user_key, e.visit, e.page_path
      order by e.at_us
    ),
    p.first_view
  ) as viewed_at
from event e
join page p
  on p.user_key = e.user_key and p.visit = e.visit and p.page_path = e.page_path
where p.first_view < p.last_view
  and e.src_row not in (select t.src_row from event_twice t)
