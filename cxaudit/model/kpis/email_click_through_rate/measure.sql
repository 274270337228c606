with sends as (
  select
    s.item_id, s.title, s.list_name, s.automation, s.sent, s.delivered, s.unique_opens,
    s.unique_clicks, s.bot_clicks, s.src_system, s.src_file, s.src_row,
    coalesce((s.published at time zone c.timezone)::date, s.period_start) as day
  from content_stat s
  cross join config c
  where s.channel = 'email'
  window send as (partition by s.item_id, s.src_system)
  qualify not bool_or(coalesce(s.basis = 'lifetime', s.observed_on is not null)) over send
    or row_number() over (send order by s.observed_on desc nulls last, s.period_end desc) = 1
)
select
  s.item_id as unit, min(s.day) as observed_on, min(s.list_name) as segment,
  case
    when bool_or(s.automation) then 'automation'
    when bool_or(list_contains(c.internal_lists, s.list_name)) then 'internal list'
    when coalesce(sum(s.sent), sum(s.delivered)) < 10 then 'test send'
    when bool_or(regexp_matches(s.title, '\btest\b', 'i')) then 'test send'
    when c.as_of - min(s.day) < c.min_age_days then 'younger than ' || c.min_age_days || ' days'
  end as excluded,
  first(s.src_file order by s.src_file, s.src_row) as src_file,
  first(s.src_row order by s.src_file, s.src_row) as src_row, count(*) as src_rows,
  sum(s.delivered)::bigint as delivered, sum(s.unique_clicks)::bigint as unique_clicks,
  sum(s.unique_opens)::bigint as unique_opens,
  (sum(s.unique_clicks) - sum(s.bot_clicks))::bigint as human_clicks
from sends s
cross join config c
group by s.item_id, s.src_system, c.as_of, c.min_age_days, c.period_start, c.period_end
having min(s.day) between c.period_start and c.period_end
