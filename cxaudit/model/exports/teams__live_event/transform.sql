with sessions as (
    select
        r.person_key, r.session_id, max(r.role) as role, bool_or(r.internal) as internal,
        min(r.at) filter (where r.action = 'joined') as joined,
        max(r.at) filter (where r.action = 'left') as left_at,
        min(r.src_row) as src_row, count(*) as src_rows
    from rows r
    group by r.person_key, r.session_id
)
select
    f.event_name || '@' || strftime(min(min(s.joined)) over () at time zone f.timezone, '%Y-%m-%d')
        as event_id,
    s.person_key,
    f.event_name,
    min(min(s.joined)) over () as event_start,
    'webinar' as mode,
    coalesce(max(s.role), 'attendee') as role,
    true as attended,
    case
        when count(s.left_at) = count(*) and count(s.joined) = count(*)
        then cast(sum(date_diff('second', s.joined, s.left_at)) / 60 as decimal(18, 3))
    end as live_min,
    bool_or(s.internal) as internal,
    min(s.src_row) as src_row,
    sum(s.src_rows) as src_rows
from sessions s
cross join facts f
group by f.event_name, f.timezone, s.person_key
order by src_row
