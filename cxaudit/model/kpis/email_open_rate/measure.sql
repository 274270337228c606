with sends as (
  select
    s.item_id, s.list_name, s.automation, s.sent, s.delivered, s.unique_opens, s.total_opens,
    s.src_system, s.src_file, s.src_row, s.unique_opens - s.machine_opens as human,
    s.unique_opens - s.apple_opens as other, s.delivered - s.apple_delivered as base,
    coalesce((s.published at time zone c.timezone)::date, s.period_start) as day,
    regexp_matches(s.title, '\btest\b', 'i') as test
  from content_stat s cross join config c where s.channel = 'email'
  window send as (partition by s.item_id, s.src_system)
  qualify not bool_or(coalesce(s.basis = 'lifetime', s.observed_on is not null)) over send
    or row_number() over (send order by s.observed_on desc nulls last, s.period_end desc) = 1
)
select
  item_id as unit, min(day) as observed_on, min(list_name) as segment, min(src_file) as src_file,
  case when bool_or(automation) then 'automation'
    when bool_or(list_contains(c.internal_lists, list_name)) then 'internal list'
    when coalesce(sum(sent), sum(delivered)) < 10 or bool_or(test) then 'test send'
    when c.as_of - min(day) < c.min_age_days then 'younger than ' || c.min_age_days || ' days'
  end as excluded, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(sent) = count(*) then sum(sent) end as sent,
  case when count(delivered) = count(*) then sum(delivered) end as delivered,
  case when count(unique_opens) = count(*) then sum(unique_opens) end as unique_opens,
  case when count(total_opens) = count(*) then sum(total_opens) end as total_opens,
  case when count(human) = count(*) then sum(human) end as human_opens,
  case when count(human) = count(*) then sum(unique_opens - human) end as machine_opens,
  case when count(human) < count(*) then 'inflated: machine opens not told apart' end as noted,
  sum(other + 0 * base) as non_apple_opens, sum(base + 0 * other) as non_apple_delivered
from sends cross join config c
group by item_id, src_system, c.as_of, c.min_age_days, c.period_start, c.period_end
having min(day) between c.period_start and c.period_end
