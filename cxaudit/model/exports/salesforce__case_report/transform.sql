select
    r.interaction_id,
    r.kind,
    r.client_id,
    r.ts,
    r.closed,
    case when r.closed is null then 'open' else 'closed' end as status,
    r.mode,
    r.src_row
from rows r
order by r.src_row
