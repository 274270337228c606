select
    'the report has no Active users: add that metric to it (Customise report), or the share of '
    || 'returning visitors (K11) cannot be had from it' as warning
from rows r
having count(r.active_users) < count(*)
union all
select 'users of single days cannot be added up: leave the date out of the report'
from rows r
having count(r.day) > 0
