select
    f.event_name || '@' || strftime(f.event_start at time zone f.timezone, '%Y-%m-%d') as event_id,
    r.person_key,
    f.event_name,
    f.event_start,
    r.mode,
    'attendee' as role,
    r.registered,
    case r.status when 'cancelled' then 'cancelled' else 'approved' end as reg_status,
    case
        when r.status = 'came' then true
        when bool_or(r.status = 'came') over () then false
    end as attended,
    true as identified,
    r.internal,
    r.src_row
from rows r
cross join facts f
order by r.src_row
