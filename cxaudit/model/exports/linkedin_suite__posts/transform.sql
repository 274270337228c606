select
    r.item_id,
    'linkedin' as channel,
    r.title,
    r.published,
    r.impressions,
    r.organic_impressions = r.impressions as organic,
    r.clicks,
    r.reactions,
    r.comments,
    r.reposts,
    r.src_row
from rows r
order by r.src_row
