select
    'the head of the report says ' || e.printed_registered || ' registered and '
    || coalesce(cast(e.printed_viewers as varchar), 'no number of') || ' unique viewers; its rows '
    || 'name ' || count(distinct a.person_key) || ' as registered and '
    || count(distinct a.person_key) filter (where a.attended)
    || ' of them as attending; the rows are used' as warning
from attendee a
cross join summary e
group by e.printed_registered, e.printed_viewers
having count(distinct a.person_key) <> e.printed_registered
    or count(distinct a.person_key) filter (where a.attended)
        is distinct from coalesce(e.printed_viewers, -1)
