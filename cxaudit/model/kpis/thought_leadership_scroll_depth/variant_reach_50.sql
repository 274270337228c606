with pages as (
  select distinct v.page_path
  from page_view v
  join (select unnest(thought_leadership_patterns) as pattern from config) p
    on v.page_path glob p.pattern
)
select
  coalesce(v.user_key, v.session_id) as unit,
  (v.viewed at time zone c.timezone)::date as observed_on,
  v.page_path as segment,
  case
    when v.internal then 'internal'
    when (select max(depth_reached) from page_view) is null then 'missing depth_reached'
    when coalesce(list_contains(v.depth_thresholds, 0.5), false) then null
    else 'missing the threshold of half'
  end as excluded,
  v.src_file,
  v.src_row,
  1 as views,
  (coalesce(v.depth_reached, 0) >= 0.5)::int as reached_50
from page_view v
join pages t on t.page_path = v.page_path
cross join config c
where v.viewed >= c.period_start::timestamp at time zone c.timezone
  and v.viewed < (c.period_end + 1)::timestamp at time zone c.timezone
