select
    count(*) filter (where p.role = 'panelist') || ' presenters are read as attendees: nobody in this report is an attendee, as where '
    || 'everybody may present' as warning
from participants p
having count(*) filter (where p.role = 'panelist') > 0
    and count(*) filter (where p.role = 'attendee') = 0
