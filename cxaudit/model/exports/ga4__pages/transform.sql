select
    'page' as scope,
    split_part(split_part(r.path, '?', 1), '#', 1) as value,
    f.period_start,
    f.period_end,
    cast(sum(r.views) as bigint) as views,
    case when count(*) = 1 then min(r.active_users) end as active_users,
    cast(sum(r.event_count) as bigint) as event_count,
    cast(sum(coalesce(r.engaged_total, r.engaged_per_user * r.active_users)) as decimal(18, 3))
        as engaged_s,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join facts f
group by value, f.period_start, f.period_end
order by src_row
