-- One row a campaign and person: what happened to the message, and what the person did with it.
select
  r.item_id, r.person,
  bool_or(coalesce(r.what, 'sent') = 'sent') as sent,
  false as delivered,
  bool_or(coalesce(r.what, 'sent') = 'bounce') as bounced,
  count(*) filter (where r.what = 'open') as opens,
  count(*) filter (where r.what = 'click') as clicks,
  0 as own_opens,
  0 as own_clicks,
  false as marked,
  min(r.list_name) as list_name,
  min(r.at) as sent_at,
  min(r.at) as first_at,
  max(r.at) as last_at,
  min(r.src_row) as src_row,
  count(*) as src_rows
from rows r
group by r.item_id, r.person
