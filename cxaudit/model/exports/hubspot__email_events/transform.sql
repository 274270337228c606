with held as (
  select
    bool_or(sent) as sends, bool_or(delivered) as deliveries, sum(opens) > 0 as opens,
    sum(clicks) > 0 as clicks, bool_or(marked) as marks,
    cast(min(first_at) at time zone max(f.timezone) as date) as first_day,
    cast(max(last_at) at time zone max(f.timezone) as date) as last_day
  from recipient
  cross join facts f
)
select
  p.item_id, 'email' as channel, 'period' as basis,
  h.first_day as period_start, h.last_day as period_end,
  case when h.sends then min(p.sent_at) else min(p.first_at) end as published,
  case when min(p.list_name) = max(p.list_name) then min(p.list_name) end as list_name,
  case when h.sends then count(*) filter (where p.sent) end as sent,
  case when h.deliveries then count(*) filter (where p.delivered)
    when h.sends then count(*) filter (where p.sent and not p.bounced) end as delivered,
  case when h.opens then count(*) filter (where p.opens > 0) end as unique_opens,
  case when h.opens then sum(p.opens) end as total_opens,
  case when h.clicks then count(*) filter (where p.clicks > 0) end as unique_clicks,
  case when h.clicks then sum(p.clicks) end as total_clicks,
  case when h.opens and h.marks then count(*) filter (where p.opens > 0 and p.own_opens = 0) end
    as machine_opens,
  case when h.clicks and h.marks then count(*) filter (where p.clicks > 0 and p.own_clicks = 0) end
    as bot_clicks, min(p.src_row) as src_row, sum(p.src_rows) as src_rows
from recipient p
cross join held h
where p.person is not null
group by p.item_id, h.sends, h.deliveries, h.opens, h.clicks, h.marks, h.first_day, h.last_day
order by p.item_id
