with round as (
  select
    coalesce('client ' || p.client_id, 'prospect ' || p.prospect, 'pursuit ' || p.pursuit_id)
      as final_of,
    p.strategy_id, p.pitch, p.outcome, p.src_file, p.src_row
  from pursuit p
  cross join config c
  where p.pitch between c.period_start and c.period_end
    and p.outcome in ('won', 'lost')
    and coalesce(p.decided, p.pitch) between p.pitch and c.as_of
)
select
  final_of as unit,
  min(pitch) as observed_on,
  cast(null as varchar) as excluded,
  min(src_file) as src_file,
  min(src_row) as src_row,
  count(*) as src_rows,
  max((outcome = 'won')::int) as won,
  1 as decided
from round
group by final_of, strategy_id
