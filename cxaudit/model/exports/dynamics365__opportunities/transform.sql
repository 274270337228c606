select
    r.pursuit_id,
    r.kind,
    r.prospect,
    r.owner,
    case when r.kind = 'RFP' then r.created end as submitted,
    case when r.kind = 'direct' then r.created end as pitch,
    case when r.outcome in ('won', 'lost') then r.closed end as decided,
    r.outcome,
    r.declared,
    r.src_row
from rows r
order by r.src_row
