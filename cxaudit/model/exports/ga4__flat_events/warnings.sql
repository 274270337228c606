select
  'events without a visitor or a visit, as where consent was refused, in no visit: ' || count(*)
    as warning
from event e
where e.user_key is null or e.visit is null
having count(*) > 0
union all
select
  'rows that repeat an event of the file, as where an intraday table is exported with the final '
  || 'one, each event counted once: ' || count(*)
from event_twice t
having count(*) > 0
union all
select
  'visits without a channel of their own, told from source and medium: ' || count(*)
from visit v
where v.channel is null and coalesce(v.visit_source, v.tagged.source) is not null
having count(*) > 0
union all
select
  'no page is named: the file says nothing of the views of a page'
from event e
having count(e.page_path) = 0
