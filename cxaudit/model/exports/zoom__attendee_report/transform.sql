select
    e.event_key_id || '@' || strftime(e.started at time zone f.timezone, '%Y-%m-%d') as event_id,
    j.person_key,
    e.event_name,
    e.started as event_start,
    'webinar' as mode,
    case
        when bool_or(j.role = 'host') then 'host'
        when bool_or(j.role = 'panelist') then 'panelist'
        else 'attendee'
    end as role,
    min(j.registered) as registered,
    case
        when bool_or(j.reg_status = 'approved') then 'approved'
        when min(j.reg_status) is not null then min(j.reg_status)
        when bool_and(j.role = 'attendee' and j.identified and j.attended) then 'walk_in'
    end as reg_status,
    bool_or(j.attended) as attended,
    bool_and(j.identified) as identified,
    coalesce(min(p.live_min), 0) as live_min,
    bool_or(j.internal) as internal,
    min(j.src_row) as src_row,
    count(*) as src_rows
from joins j
cross join summary e
cross join facts f
left join presence p on p.person_key = j.person_key
group by e.event_key_id, e.event_name, e.started, f.timezone, j.person_key
order by src_row
