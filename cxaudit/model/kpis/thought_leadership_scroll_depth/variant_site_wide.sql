with spans as (
  select
    s.src_system, s.period_start, s.period_end, min(s.src_file) as src_file,
    min_by(s.src_row, (s.src_file, s.src_row)) as src_row, count(*) as src_rows,
    sum(s.event_count) filter (where lower(s.value) = 'scroll') as scrolls,
    sum(s.event_count) filter (where lower(s.value) = 'page_view') as page_views,
    s.period_start < c.period_start or s.period_end > c.period_end as beyond
  from web_stat s
  cross join config c
  where s.scope = 'event'
    and lower(s.value) in ('scroll', 'page_view')
    and s.period_start <= c.period_end
    and s.period_end >= c.period_start
  group by s.src_system, s.period_start, s.period_end, c.period_start, c.period_end
)
select
  'site' as unit, period_start as observed_on,
  case
    when beyond then 'reaches beyond the period'
    when max(period_end) over (
      partition by src_system, beyond order by period_start, period_end desc
      rows between unbounded preceding and 1 preceding) >= period_end then 'inside a longer row'
  end as excluded,
  src_file, src_row, src_rows, scrolls, page_views
from spans
