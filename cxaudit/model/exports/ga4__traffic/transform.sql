select
    'channel' as scope,
    r.channel as value,
    s.period_start,
    s.period_end,
    cast(sum(r.sessions) as bigint) as sessions,
    cast(sum(r.engaged_sessions) as bigint) as engaged_sessions,
    case when count(*) = 1 and min(r.hour) is null then min(r.total_users) end as total_users,
    case when count(*) = 1 and min(r.hour) is null then min(r.active_users) end as active_users,
    case when count(*) = 1 and min(r.hour) is null then min(r.new_users) end as new_users,
    case when count(*) = 1 and min(r.hour) is null then min(r.returning_users) end
        as returning_users,
    cast(sum(r.event_count) as bigint) as event_count,
    cast(sum(r.duration_per_session * r.sessions) as decimal(18, 3)) as duration_s,
    cast(sum(coalesce(r.engaged_total, r.engaged_per_session * r.sessions)) as decimal(18, 3))
        as engaged_s,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join span s
group by r.channel, s.period_start, s.period_end
order by src_row
