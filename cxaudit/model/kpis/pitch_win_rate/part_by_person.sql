select
  p.owner as unit,
  max(p.pitch) as observed_on,
  cast(null as varchar) as excluded,
  min(p.src_file) as src_file,
  min(p.src_row) as src_row,
  count(*) as src_rows,
  p.owner as person,
  count(*) as decided,
  count(*) filter (where p.outcome = 'won') * sum(count(*)) over ()
    + 10 * sum(count(*) filter (where p.outcome = 'won')) over () as won_shrunk,
  (count(*) + 10) * sum(count(*)) over () as decided_shrunk
from pursuit p
cross join config c
where p.pitch between c.period_start and c.period_end
  and p.outcome in ('won', 'lost')
  and coalesce(p.decided, p.pitch) between p.pitch and c.as_of
  and p.owner is not null
group by p.owner
