select
    'rows under the privacy threshold are left out of this answer: its rows need not add up'
        as warning
from facts f
where lower(f.thresholded) = 'true'
union all
select
    'the report gathers ' || sum(r.event_count) filter (where r.event = '(other)') || ' of '
    || sum(r.event_count) || ' events under (other), where GA4 no longer tells them apart'
from rows r
having bool_or(r.event = '(other)')
union all
select 'GA4 says that rows went into (other): single rows are too low'
from facts f
where lower(f.cut_off) = 'true'
