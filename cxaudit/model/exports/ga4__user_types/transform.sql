select
    'user_type' as scope,
    'all users' as value,
    f.period_start,
    f.period_end,
    try_cast(f.all_active as bigint) as active_users,
    case
        when count(*) filter (where lower(r.kind) = 'new') = 1
        then sum(r.active_users) filter (where lower(r.kind) = 'new')
    end as new_users,
    case
        when count(*) filter (where lower(r.kind) = 'returning') = 1
        then sum(r.active_users) filter (where lower(r.kind) = 'returning')
    end as returning_users,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join facts f
group by f.period_start, f.period_end, f.all_active
