with marks as (
  select
    s.value, s.src_system, s.src_file, s.src_row, s.period_start, s.period_end,
    s.views as page_views, s.reach_25, s.reach_50, s.reach_75, s.reach_90,
    case when s.period_start < c.period_start or s.period_end > c.period_end
        then 'reaches beyond the period'
      when views is null then 'missing views'
      when list_count([reach_10, reach_25, reach_50, reach_75, reach_90, reach_100]) < 2
        then 'missing a second threshold' end as reason,
    unnest([0.00, 0.10, 0.25, 0.50, 0.75, 0.90, 1.00]) as mark,
    unnest([views, reach_10, reach_25, reach_50, reach_75, reach_90, reach_100]) as reached
  from web_stat s cross join config c
  where s.scope = 'page' and s.period_start <= c.period_end and s.period_end >= c.period_start
    and exists (select 1 from (select unnest(thought_leadership_patterns) as pattern from config) p
      where s.value glob p.pattern)
)
select
  'site' as unit, m.period_start as observed_on, m.value as segment, m.src_file, m.src_row,
  case when m.reason is not null then m.reason
    when max(m.period_end) over (
      partition by m.value, m.src_system, m.reason order by m.period_start, m.period_end desc
      groups between unbounded preceding and 1 preceding) >= m.period_end
      then 'inside a longer row' end as excluded,
  (m.mark = 0)::int as src_rows, m.mark as depth_low,
  coalesce(lead(m.mark) over (page order by m.mark), 1.00) as depth_high,
  m.reached - coalesce(lead(m.reached) over (page order by m.mark), 0) as views,
  case when m.mark = 0 then m.page_views end as page_views, m.reach_25 as reached_25,
  m.reach_50 as reached_50, m.reach_75 as reached_75, m.reach_90 as reached_90
from marks m where m.reached is not null or m.mark = 0
window page as (partition by m.value, m.src_system, m.period_start, m.period_end, m.src_file)
