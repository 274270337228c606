select
    r.pursuit_id,
    r.kind,
    r.declared,
    case when r.company not like '%;%' then r.company end as client_id,
    r.owner,
    r.created,
    r.closed,
    case
        when r.is_won then 'won'
        when r.is_lost then 'lost'
        else r.outcome
    end as outcome,
    r.exp_aum,
    r.ccy,
    r.amount_is,
    r.src_row
from rows r
