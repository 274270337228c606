select
    'page, organic' as item_id,
    r.day as period_start,
    r.day as period_end,
    'period' as basis,
    'linkedin' as channel,
    true as organic,
    r.impressions,
    r.unique_impressions,
    r.clicks,
    r.reactions,
    r.comments,
    r.reposts,
    r.src_row,
    1 as src_rows
from rows r
union all
select
    'page, sponsored', r.day, r.day, 'period', 'linkedin', false, r.paid_impressions, null,
    r.paid_clicks, r.paid_reactions, r.paid_comments, r.paid_reposts, r.src_row, 0
from rows r
where r.paid_impressions is not null
order by src_row, item_id
