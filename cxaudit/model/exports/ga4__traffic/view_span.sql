select
    coalesce(min(f.period_start), min(r.hour)) as period_start,
    coalesce(min(f.period_end), max(r.hour)) as period_end
from rows r
cross join facts f
