-- One row a campaign and person: what happened to the message, and what the person did with it.
select
  r.item_id, r.person,
  bool_or(r.what = 'sent') as sent,
  bool_or(r.what = 'delivered') as delivered,
  bool_or(r.what = 'bounce') as bounced,
  count(*) filter (where r.what = 'open') as opens,
  count(*) filter (where r.what = 'click') as clicks,
  count(*) filter (where r.what = 'open' and not coalesce(r.filtered, false)) as own_opens,
  count(*) filter (where r.what = 'click' and not coalesce(r.filtered, false)) as own_clicks,
  count(r.filtered) > 0 as marked,
  cast(null as varchar) as list_name,
  min(r.at) filter (where r.what = 'sent') as sent_at,
  min(r.at) as first_at,
  max(r.at) as last_at,
  min(r.src_row) as src_row,
  count(*) as src_rows
from rows r
where r.made_void is null
group by r.item_id, r.person
