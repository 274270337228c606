with viewed as (
  select user_key, visit, page_path, first_view as at_us, engaged_ms, scrolled, internal,
    src_row, src_rows
  from page
  where first_view = last_view
  union all
  select user_key, visit, page_path, viewed_at, sum(engaged_ms), max(scrolled),
    coalesce(bool_or(internal), false), min(src_row), count(*)
  from page_turn
  group by user_key, visit, page_path, viewed_at
),
marks as (
  select
    list_sort(list(distinct cast(scrolled * 0.01 as decimal(9, 6)))
      filter (where scrolled > 0)) as thresholds,
    max(engaged_ms) is not null as timed
  from event
)
select
  v.user_key || '.' || v.visit as session_id, make_timestamptz(v.at_us) as viewed, v.page_path,
  v.user_key, case when m.timed then coalesce(v.engaged_ms, 0) end as engaged_ms,
  (lead(v.at_us) over (partition by v.user_key, v.visit order by v.at_us, v.page_path) - v.at_us)
    // 1000 as duration_ms,
  cast(v.scrolled * 0.01 as decimal(9, 6)) as depth_reached, m.thresholds as depth_thresholds,
  v.internal, v.src_row, v.src_rows
from viewed v
cross join marks m
order by v.src_row
