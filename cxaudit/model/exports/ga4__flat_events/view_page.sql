-- What happened on a page during a visit; with two views or more, view_page_turn tells them apart.
select
  e.user_key, e.visit, e.page_path,
  min(e.at_us) filter (where e.event_name = 'page_view') as first_view,
  max(e.at_us) filter (where e.event_name = 'page_view') as last_view,
  sum(e.engaged_ms) as engaged_ms,
  max(e.scrolled) as scrolled,
  coalesce(bool_or(e.internal), false) as internal,
  min(e.src_row) as src_row,
  count(*) as src_rows
from event e
where e.user_key is not null
  and e.visit is not null
  and e.page_path is not null
  and e.src_row not in (select t.src_row from event_twice t)
group by e.user_key, e.visit, e.page_path
having count(*) filter (where e.event_name = 'page_view') > 0
