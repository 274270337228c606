select
    r.pursuit_id,
    r.kind,
    r.prospect,
    r.strategy_id,
    r.owner,
    case when r.kind = 'RFP' then r.engaged end as submitted,
    case when r.kind = 'direct' then r.engaged end as pitch,
    case when r.outcome in ('won', 'lost') then r.closed end as decided,
    r.outcome,
    r.declared,
    r.src_row
from rows r
order by r.src_row
