select
    r.item_id,
    coalesce(r.day, f.period_start) as period_start,
    coalesce(r.day, f.period_end) as period_end,
    'period' as basis,
    'video' as channel,
    cast(sum(r.views) as bigint) as views,
    case when count(r.engaged_views) = count(*) then cast(sum(r.engaged_views) as bigint) end
        as engaged_views,
    sum(r.watch_s) as watch_s,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join facts f
group by r.item_id, r.day, f.period_start, f.period_end
order by src_row
