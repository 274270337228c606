select
    r.delivery_id, r.kind,
    coalesce(r.client_id, case when r.kind = 'investment_report' then r.party end) as client_id,
    coalesce(r.fund_id, case when r.kind = 'factsheet' then r.party end) as fund_id,
    r.share_class, r.language, r.period_end, r.due, r.delivered, r.channel,
    coalesce(r.status, case when r.delivered is not null then 'delivered' end) as status,
    r.reissue_of, r.delay_cause, r.owed_list, r.src_row
from rows r
order by r.src_row
