with patterns as (
  select unnest(thought_leadership_patterns) as pattern
  from config
),
pages as (
  select distinct v.page_path
  from page_view v
  join patterns p on v.page_path glob p.pattern
)
select
  coalesce(v.user_key, v.session_id) as unit,
  (v.viewed at time zone c.timezone)::date as observed_on,
  v.page_path as segment,
  case
    when v.internal then 'internal'
    when v.engaged_ms < 0 or v.duration_ms < 0 then 'negative time'
  end as excluded,
  v.src_file, v.src_row,
  1 as views,
  nullif(v.page_words, 0) as words,
  v.engaged_ms,
  v.duration_ms
from page_view v
join pages t on t.page_path = v.page_path
cross join config c
where v.viewed >= c.period_start::timestamp at time zone c.timezone
  and v.viewed < (c.period_end + 1)::timestamp at time zone c.timezone
