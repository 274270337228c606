select
    r.interaction_id,
    r.kind,
    r.client_id,
    r.person_key,
    r.ts,
    r.status,
    r.src_row
from rows r
order by r.src_row
