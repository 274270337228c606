select
    r.mandate_id,
    r.client_id,
    r.strategy_id,
    coalesce(r.vehicle, r.all_in) as vehicle,
    case when r.dates_are = 'own_fields' then r.won_field else r.created end as won,
    r.signed,
    case
        when r.resolution = 'cancelled' then null
        when r.dates_are = 'own_fields' then r.funded_field
        when r.resolution = 'done' then r.resolved
    end as funded,
    case when r.resolution = 'cancelled' then r.resolved end as cancelled,
    r.src_row
from rows r
order by r.src_row
