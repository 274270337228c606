select
  reader as unit,
  day as observed_on,
  page_path as segment,
  case
    when internal then 'internal'
    when (select max(depth_reached) from page_view) is null then 'missing depth_reached'
    when coalesce(list_contains(depth_thresholds, 0.5), false) then null
    else 'missing the threshold of half'
  end as excluded,
  src_file,
  src_row,
  1 as views,
  (coalesce(depth_reached, 0) >= 0.5)::int as reached_50
from reading
