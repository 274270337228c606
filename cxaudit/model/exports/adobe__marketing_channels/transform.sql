select
    'channel' as scope,
    r.channel as value,
    f.period_start,
    f.period_end,
    r.sessions,
    r.total_users,
    cast(r.duration_per_visit * r.sessions as decimal(18, 3)) as duration_s,
    r.src_row
from rows r
cross join facts f
order by r.src_row
