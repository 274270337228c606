select
  count(*) || ' events name no visitor or no visit, as where consent was refused: they are in no '
  || 'visit' as warning
from event e
where e.user_key is null or e.visit is null
having count(*) > 0
union all
select
  count(*) || ' rows repeat an event that stands in the file already, as where an intraday table '
  || 'is exported with the final one; each event counts once'
from event_twice t
having count(*) > 0
union all
select
  count(*) || ' visits name no channel of their own; it was told from source and medium'
from visit v
where v.channel is null and coalesce(v.visit_source, v.tagged.source) is not null
having count(*) > 0
union all
select
  'no page is named: the file says nothing of the views of a page'
from event e
having count(e.page_path) = 0
