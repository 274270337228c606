select
    'the answer holds no total of active users: ask the API for it (metricAggregations TOTAL), or '
    || 'the share of returning visitors (K11) cannot be had from it' as warning
from facts f
where try_cast(f.all_active as bigint) is null
union all
select 'users of single days cannot be added up: ask for newVsReturning alone'
from rows r
having count(*) filter (where lower(r.kind) = 'returning') > 1
union all
select 'users under the privacy threshold are left out of this answer'
from facts f
where lower(f.thresholded) = 'true'
