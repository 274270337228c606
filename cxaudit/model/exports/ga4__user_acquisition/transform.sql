select
    'user_type' as scope,
    'all users' as value,
    f.period_start,
    f.period_end,
    case when count(r.total_users) = count(*) then cast(sum(r.total_users) as bigint) end
        as total_users,
    case when count(r.active_users) = count(*) then cast(sum(r.active_users) as bigint) end
        as active_users,
    cast(sum(r.new_users) as bigint) as new_users,
    case when count(r.returning_users) = count(*) then cast(sum(r.returning_users) as bigint) end
        as returning_users,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join facts f
where r.day is null
group by f.period_start, f.period_end
