with pages as (
  select distinct v.page_path
  from page_view v
  join (select unnest(thought_leadership_patterns) as pattern from config) p
    on v.page_path glob p.pattern
)
select
  coalesce(min(v.user_key), v.session_id) as unit,
  min((v.viewed at time zone c.timezone)::date) as observed_on,
  case
    when v.internal then 'internal'
    when min(v.engaged_ms) < 0 then 'negative time'
    when count(v.engaged_ms) < count(*) then 'missing engaged_ms'
  end as excluded,
  min(v.src_file) as src_file,
  min_by(v.src_row, (v.src_file, v.src_row)) as src_row,
  count(*) as src_rows,
  1 as sessions,
  sum(v.engaged_ms) as engaged_ms
from page_view v
join pages t on t.page_path = v.page_path
cross join config c
where v.viewed >= c.period_start::timestamp at time zone c.timezone
  and v.viewed < (c.period_end + 1)::timestamp at time zone c.timezone
group by v.session_id, v.internal
