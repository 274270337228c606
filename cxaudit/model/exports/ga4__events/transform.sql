select
    'event' as scope,
    r.event as value,
    f.period_start,
    f.period_end,
    r.event_count,
    r.event_users,
    case when r.event = 'page_view' then r.event_count end as views,
    case when r.event = 'scroll' then r.event_count end as reach_90,
    r.src_row
from rows r
cross join facts f
order by r.src_row
