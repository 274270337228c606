select
  coalesce(p.client_id, p.prospect, p.pursuit_id) as unit,
  min(p.pitch) as observed_on,
  cast(null as varchar) as excluded,
  min(p.src_file) as src_file,
  min(p.src_row) as src_row,
  count(*) as src_rows,
  max((p.outcome = 'won')::int) as won,
  1 as decided
from pursuit p
cross join config c
where p.pitch between c.period_start and c.period_end
  and p.outcome in ('won', 'lost')
  and coalesce(p.decided, p.pitch) between p.pitch and c.as_of
group by coalesce(p.client_id, p.prospect, p.pursuit_id), p.strategy_id
