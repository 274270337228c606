with sends as (
  select s.item_id, s.src_system, s.src_file, s.src_row, s.list_name, s.automation, s.standing,
    s.sent, s.unique_opens, case when s.standing is null then s.delivered end as delivered,
    case when s.machine_opens <= s.unique_opens then s.unique_opens - s.machine_opens end as human,
    case when s.apple_opens <= s.unique_opens then s.unique_opens - s.apple_opens end as other,
    case when s.apple_delivered <= s.delivered then s.delivered - s.apple_delivered end as base,
    coalesce((s.published at time zone c.timezone)::date, s.period_start) as day, s.total_opens,
    regexp_matches(s.title, '\btest\b', 'i') as test
  from content_row s cross join config c
  where s.channel = 'email' and s.standing is distinct from 'older snapshot'
)
select
  item_id as unit, min(day) as observed_on, min(list_name) as segment, min(src_file) as src_file,
  case when standing is not null then standing when bool_or(automation) then 'automation'
    when bool_or(list_contains(c.internal_lists, list_name)) then 'internal list'
    when sum(coalesce(sent, delivered, 10)) < 10 or bool_or(test) then 'test send'
    when c.as_of - min(day) < c.min_age_days then 'younger than ' || c.min_age_days || ' days'
  end as excluded, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(sent) = count(*) then sum(sent) end as sent,
  case when count(delivered) = count(*) then sum(delivered) end as delivered,
  case when count(unique_opens) = count(*) then sum(unique_opens) end as unique_opens,
  case when count(total_opens) = count(*) then sum(total_opens) end as total_opens,
  case when count(human) = count(*) then sum(human) end as human_opens,
  case when count(human) = count(*) then sum(unique_opens - human) end as machine_opens,
  case when count(human) < count(*) then 'inflated: machine opens not told apart' end as noted,
  case when count(other + base) = count(*) then sum(other) end as non_apple_opens,
  case when count(other + base) = count(*) then sum(base) end as non_apple_delivered
from sends cross join config c
group by item_id, src_system, standing, c.as_of, c.min_age_days, c.period_start, c.period_end
having min(day) between c.period_start and c.period_end
