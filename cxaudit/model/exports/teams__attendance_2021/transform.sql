with event as (
    select
        f.event_name,
        f.timezone,
        coalesce(f.started, (select min(p.joined) from people p)) as started
    from facts f
)
select
    e.event_name || '@' || strftime(e.started at time zone e.timezone, '%Y-%m-%d %H:%M')
        as event_id,
    p.person_key,
    e.event_name,
    e.started as event_start,
    'webinar' as mode,
    case
        when bool_or(p.role = 'host') then 'host'
        else coalesce(max(p.role), 'attendee')
    end as role,
    true as attended,
    bool_and(p.identified) as identified,
    case when count(p.minutes) = count(*) then sum(p.minutes) end as live_min,
    bool_or(p.internal) as internal,
    min(p.src_row) as src_row,
    count(*) as src_rows
from people p
cross join event e
group by e.event_name, e.started, e.timezone, p.person_key
order by src_row
