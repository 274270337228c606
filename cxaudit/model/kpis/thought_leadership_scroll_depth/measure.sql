with depths as (
  select d.marks, d.depth, min(m.mark) filter (where m.mark > d.depth) as next_mark
  from (
    select distinct depth_thresholds as marks, coalesce(depth_reached, 0) as depth from page_view
  ) d
  cross join unnest(d.marks) m(mark)
  group by d.marks, d.depth
)
select
  coalesce(v.user_key, v.session_id) as unit, v.page_path as segment,
  (v.viewed at time zone c.timezone)::date as observed_on,
  case when v.internal then 'internal'
    when (select max(depth_reached) from page_view) is null then 'missing depth_reached'
    when d.marks is null then 'missing depth_thresholds'
    when list_min(d.marks) = list_max(d.marks) then 'missing a second threshold: one threshold only'
  end as excluded,
  v.src_file, v.src_row, 1 as views, coalesce(d.next_mark, 1.00) as depth_high,
  case when list_min(d.marks) < list_max(d.marks) then d.depth end as depth_low,
  case when list_contains(d.marks, 0.25) then (d.depth >= 0.25)::int end as reached_25,
  case when list_contains(d.marks, 0.50) then (d.depth >= 0.50)::int end as reached_50,
  case when list_contains(d.marks, 0.75) then (d.depth >= 0.75)::int end as reached_75,
  case when list_contains(d.marks, 0.90) then (d.depth >= 0.90)::int end as reached_90
from page_view v
cross join config c
left join depths d on d.marks = v.depth_thresholds and d.depth = coalesce(v.depth_reached, 0)
where v.viewed >= c.period_start::timestamp at time zone c.timezone
  and v.viewed < (c.period_end + 1)::timestamp at time zone c.timezone
  and v.page_path in (select w.page_path from page_view w
    join (select unnest(thought_leadership_patterns) as pattern from config) p
      on w.page_path glob p.pattern)
