-- page_view of the thought leadership set in the audited period: views of pages whose path fits a
-- declared pattern. reader: the visitor, or the visit where visitors are not told apart.
select
  v.session_id, v.user_key, coalesce(v.user_key, v.session_id) as reader, v.page_path, v.viewed,
  (v.viewed at time zone c.timezone)::date as day,
  v.engaged_ms, v.duration_ms, v.depth_reached, v.depth_thresholds, v.page_words,
  coalesce(v.internal, false) as internal,
  v.src_system, v.src_file, v.src_row
from page_view v
cross join config c
where v.viewed >= c.period_start::timestamp at time zone c.timezone
  and v.viewed < (c.period_end + 1)::timestamp at time zone c.timezone
  and len(list_filter(c.thought_leadership_patterns, lambda p: v.page_path glob p)) > 0
