select
    'nobody in this report is an attendee, as where everybody may present: its presenters, '
    || count(*) filter (where p.role = 'panelist') || ' in all, are read as attendees' as warning
from participants p
having count(*) filter (where p.role = 'panelist') > 0
    and count(*) filter (where p.role = 'attendee') = 0
