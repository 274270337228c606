-- The one reading of the rows: each event with what a visit or a view of a page is made of.
with cut as (
  select
    r.user_key, r.visit, r.event_name, r.visit_number, r.engaged_ms, r.engaged, r.scrolled,
    coalesce(r.at_us, epoch_us(r.at)) as at_us,
    split_part(split_part(r.page_url, '?', 1), '#', 1) as page_url,
    r.traffic_type = 'internal' as internal,
    r.channel, r.visit_source, r.visit_medium, r.event_source, r.event_medium, r.src_row
  from rows r
)
select
  user_key, visit, event_name, visit_number, engaged_ms, engaged, scrolled, at_us,
  case
    when contains(page_url, '://')
      then coalesce(substr(page_url, nullif(strpos(substr(page_url, 9), '/'), 0) + 8), '/')
    else nullif(page_url, '')
  end as page_path,
  internal, channel, visit_source, visit_medium, event_source, event_medium, src_row
from cut
