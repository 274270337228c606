select
    coalesce(p.registered_as, p.email, p.upn, p.name) as person_key,
    p.joined,
    case
        when p.role = 'panelist'
            and not coalesce(bool_or(p.role = 'attendee') over (), false) then 'attendee'
        else p.role
    end as role,
    coalesce(p.registered_as, p.email, p.upn) is not null or not p.by_phone as identified,
    p.internal,
    p.minutes,
    p.src_row
from participants p
