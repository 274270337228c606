select
    r.client_id,
    r.client_name,
    coalesce(r.parent_id, r.client_id) as parent_id,
    r.src_row
from rows r
order by r.src_row
