-- The one reading of the rows: each event with what a visit or a view of a page is made of.
with cut as (
  select a.page_url, split_part(split_part(a.page_url, '?', 1), '#', 1) as plain
  from (select distinct page_url from rows) a
),
place as materialized (
  select
    page_url,
    case
      when contains(plain, '://')
        then coalesce(substr(plain, nullif(strpos(substr(plain, 9), '/'), 0) + 8), '/')
      else nullif(plain, '')
    end as page_path
  from cut
)
select
  r.user_key, r.visit, r.event_name, r.visit_number, r.engaged_ms, r.engaged, r.scrolled,
  coalesce(r.at_us, epoch_us(r.at)) as at_us, p.page_path,
  r.traffic_type = 'internal' as internal,
  r.channel, r.visit_source, r.visit_medium, r.event_source, r.event_medium, r.src_row
from rows r
left join place p on p.page_url = r.page_url
