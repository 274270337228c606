select
    'no row says when it was created: nothing stands for the day of the answer or the pitch; add '
    || 'Created On to the view and export again' as warning
from rows r
having count(r.created) = 0
