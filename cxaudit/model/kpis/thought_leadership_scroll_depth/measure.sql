with depths as (
  select
    reader, page_path, day, internal, src_file, src_row, depth_thresholds as marks,
    coalesce(depth_reached, 0::decimal(9, 6)) as depth,
    list_min(depth_thresholds) < list_max(depth_thresholds) as several
  from reading
)
select
  reader as unit, page_path as segment, day as observed_on,
  case
    when internal then 'internal'
    when (select max(depth_reached) from page_view) is null then 'missing depth_reached'
    when marks is null then 'missing depth_thresholds'
    when not several then 'missing a second threshold: one threshold only'
  end as excluded,
  src_file, src_row, 1 as views,
  case when several then depth end as depth_low,
  coalesce(list_min(list_filter(marks, lambda mark: mark > depth)), 1.00) as depth_high,
  case when list_contains(marks, 0.25) then (depth >= 0.25)::int end as reached_25,
  case when list_contains(marks, 0.50) then (depth >= 0.50)::int end as reached_50,
  case when list_contains(marks, 0.75) then (depth >= 0.75)::int end as reached_75,
  case when list_contains(marks, 0.90) then (depth >= 0.90)::int end as reached_90
from depths
