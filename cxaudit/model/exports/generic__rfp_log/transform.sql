select
    r.pursuit_id, r.client_id, r.prospect, r.kind, r.consultant, r.strategy_id, r.vehicle,
    r.received, r.due, r.submitted,
    coalesce(r.no_bid, case when r.outcome = 'no_bid' then r.decided end) as no_bid,
    coalesce(
        r.withdrawn, case when r.outcome = 'withdrawn_by_client' then r.decided end
    ) as withdrawn,
    r.first_draft, r.question_count, r.advanced, r.pitch, r.decided,
    case
        when r.outcome = 'no_bid' then null
        when r.outcome = 'pending' and r.no_bid is not null then null
        else r.outcome
    end as outcome,
    r.exp_aum, r.ccy, r.owner, r.src_row
from rows r
order by r.src_row
