select
    r.pursuit_id, r.client_id, r.owner, r.kind, r.declared, r.closed,
    (r.created at time zone f.timezone)::date as created,
    r.exp_aum, r.ccy, r.amount_is, r.src_row,
    case
        when r.is_won and r.is_closed then 'won'
        when r.is_closed then 'lost'
        else 'pending'
    end as outcome
from rows r
cross join facts f
