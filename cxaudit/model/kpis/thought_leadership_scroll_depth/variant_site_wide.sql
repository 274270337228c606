select
  'site' as unit,
  s.period_start as observed_on,
  case
    when s.period_start < c.period_start or s.period_end > c.period_end
      then 'reaches beyond the period'
  end as excluded,
  min(s.src_file) as src_file,
  min(s.src_row) as src_row,
  count(*) as src_rows,
  sum(s.event_count) filter (where lower(s.value) = 'scroll') as scrolls,
  sum(s.event_count) filter (where lower(s.value) = 'page_view') as page_views
from web_stat s
cross join config c
where s.scope = 'event'
  and lower(s.value) in ('scroll', 'page_view')
  and s.period_start <= c.period_end
  and s.period_end >= c.period_start
group by s.src_system, s.period_start, s.period_end, c.period_start, c.period_end
