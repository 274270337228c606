select
    coalesce(r.title, f.email_name) || '@'
    || strftime(coalesce(r.published, f.sent_on) at time zone f.timezone, '%Y-%m-%d') as item_id,
    'email' as channel,
    coalesce(r.title, f.email_name) as title,
    coalesce(r.published, f.sent_on) as published,
    r.sent,
    r.delivered,
    r.unique_opens,
    r.total_opens,
    r.unique_clicks,
    r.total_clicks,
    r.src_row
from rows r
cross join facts f
order by r.src_row
