select
    'nobody is marked as checked in: whether the check-in was not used or nobody came cannot be '
    || 'told, so attendance is left open' as warning
from rows r
having count(*) filter (where r.status = 'came') = 0
