select
    count(*) filter (where p.joins <> p.leaves) || ' of ' || count(*)
    || ' persons never left: how long they stayed cannot be told' as warning
from (
    select
        r.person_key,
        count(*) filter (where r.action = 'joined') as joins,
        count(*) filter (where r.action = 'left') as leaves
    from rows r
    group by r.person_key
) p
having count(*) filter (where p.joins <> p.leaves) > 0
