-- clickers of unsubscribe and preference links alone are no clickers, where the tool counts them
with sends as (
  select
    s.item_id, s.title, s.list_name, s.automation, s.sent, s.unique_opens, s.standing,
    case when s.standing is null then s.delivered end as delivered, s.total_clicks,
    s.unique_clicks as recorded, s.unique_clicks - coalesce(s.unsubscribe_clicks, 0) as clickers,
    clickers - s.bot_clicks as human, s.src_system, s.src_file, s.src_row,
    coalesce((s.published at time zone c.timezone)::date, s.period_start) as day
  from content_row s cross join config c
  where s.channel = 'email' and s.standing is distinct from 'older snapshot'
)
select
  item_id as unit, min(day) as observed_on, min(list_name) as segment, min(src_file) as src_file,
  case when standing is not null then standing when bool_or(automation) then 'automation'
    when bool_or(list_contains(c.internal_lists, list_name)) then 'internal list'
    when sum(coalesce(sent, delivered, 10)) < 10 then 'test send'
    when bool_or(regexp_matches(title, '\btest\b', 'i')) then 'test send'
    when c.as_of - min(day) < c.min_age_days then 'younger than ' || c.min_age_days || ' days'
    when min(clickers) < 0 then 'more unsubscribe clicks than clicks'
  end as excluded, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(delivered) = count(*) then sum(delivered) end as delivered,
  case when count(unique_opens) = count(*) then sum(unique_opens) end as unique_opens,
  case when count(recorded) = count(*) then sum(recorded) end as clickers_recorded,
  case when count(clickers) = count(*) then sum(clickers) end as unique_clicks,
  case when count(total_clicks) = count(*) then sum(total_clicks) end as total_clicks,
  case when count(human) = count(*) and min(human) >= 0 then sum(human) end as human_clicks
from sends cross join config c
group by item_id, src_system, standing, c.as_of, c.min_age_days, c.period_start, c.period_end
having min(day) between c.period_start and c.period_end
