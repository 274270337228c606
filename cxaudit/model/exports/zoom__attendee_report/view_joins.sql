select
    'host' as role, coalesce(h.person_key, h.loose_key) as person_key,
    h.person_key is not null as identified, h.internal, h.attended,
    cast(null as timestamptz) as registered, cast(null as varchar) as reg_status,
    h.joined, h.left_at, h.minutes, h.src_row
from host h
union all
select
    'panelist', coalesce(p.person_key, p.loose_key), p.person_key is not null, p.internal,
    p.attended, null, null, p.joined, p.left_at, p.minutes, p.src_row
from panelist p
union all
select
    'attendee', coalesce(a.person_key, a.loose_key), a.person_key is not null, a.internal,
    a.attended, a.registered, a.reg_status, a.joined, a.left_at, a.minutes, a.src_row
from attendee a
union all
select
    'attendee', o.loose_key, false, null,
    true, null, null, o.joined, o.left_at, o.minutes, o.src_row
from other o
