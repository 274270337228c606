select
    'total' as scope,
    'total' as value,
    coalesce(f.period_start, min(r.day)) as period_start,
    coalesce(f.period_end, max(r.day)) as period_end,
    cast(sum(r.sessions) as bigint) as sessions,
    case when count(r.engaged_sessions) = count(*) then cast(sum(r.engaged_sessions) as bigint) end
        as engaged_sessions,
    case
        when count(r.duration_per_session) = count(*)
        then cast(sum(r.duration_per_session * r.sessions) as decimal(18, 3))
    end as duration_s,
    case
        when count(coalesce(r.engaged_total, r.engaged_per_session)) = count(*)
        then cast(sum(coalesce(r.engaged_total, r.engaged_per_session * r.sessions))
            as decimal(18, 3))
    end as engaged_s,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join facts f
group by f.period_start, f.period_end
