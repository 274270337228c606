with marks as (
  select
    s.value, s.period_start, s.period_end, s.src_file, s.src_row, s.views as page_views,
    s.reach_25, s.reach_50, s.reach_75, s.reach_90,
    unnest([0.00, 0.10, 0.25, 0.50, 0.75, 0.90, 1.00]) as mark,
    unnest([views, reach_10, reach_25, reach_50, reach_75, reach_90, reach_100]) as reached
  from web_stat s
  where s.scope = 'page' and exists (
    select 1 from (select unnest(thought_leadership_patterns) as pattern from config) p
    where s.value glob p.pattern)
)
select
  'site' as unit, m.period_start as observed_on, m.value as segment, m.src_file, m.src_row,
  case
    when m.period_start < c.period_start or m.period_end > c.period_end
      then 'reaches beyond the period'
    when count(*) over page < 3 then 'missing a second threshold'
  end as excluded,
  (m.mark = 0)::int as src_rows, m.mark as depth_low,
  coalesce(lead(m.mark) over (page order by m.mark), 1.00) as depth_high,
  m.reached - coalesce(lead(m.reached) over (page order by m.mark), 0) as views,
  case when m.mark = 0 then m.page_views end as page_views,
  case when m.mark = 0 then m.reach_25 end as reached_25,
  case when m.mark = 0 then m.reach_50 end as reached_50,
  case when m.mark = 0 then m.reach_75 end as reached_75,
  case when m.mark = 0 then m.reach_90 end as reached_90
from marks m
cross join config c
where m.reached is not null and m.period_start <= c.period_end and m.period_end >= c.period_start
window page as (partition by m.value, m.period_start, m.period_end, m.src_file)
