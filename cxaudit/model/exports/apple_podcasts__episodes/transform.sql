select
    r.item_id,
    'podcast' as channel,
    r.title,
    r.published,
    r.length_s,
    r.plays,
    cast(r.plays * r.length_s * r.consumption as decimal(18, 3)) as listened_s,
    r.unique_listeners,
    r.engaged_listeners,
    r.src_row
from rows r
order by r.src_row
