select
    'issues that are done, with no first funding in a custom field: ' || count(*)
    || '; they count as open' as warning
from rows r
where r.dates_are = 'own_fields' and r.resolution = 'done' and r.funded_field is null
having count(*) > 0
union all
select
    'no custom field called Mandate won holds a day: nothing says when the onboardings began'
from rows r
where r.dates_are = 'own_fields'
having count(*) > 0 and count(r.won_field) = 0
