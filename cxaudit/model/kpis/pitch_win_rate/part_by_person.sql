with person as (
  select p.owner, max(p.pitch) as last_pitch, min(p.src_file) as src_file,
    min(p.src_row) as src_row, count(*) as decided,
    count(*) filter (where p.outcome = 'won') as won,
    sum(count(*)) over () as team_decided,
    sum(count(*) filter (where p.outcome = 'won')) over () as team_won
  from pursuit p
  cross join config c
  where p.pitch between c.period_start and c.period_end
    and p.outcome in ('won', 'lost')
    and coalesce(p.decided, p.pitch) between p.pitch and c.as_of
  group by p.owner
), shown as (
  select owner, last_pitch, src_file, src_row, decided, won, team_decided, team_won,
    (team_decided >= 10)::int as enough
  from person
)
select owner as unit, last_pitch as observed_on, cast(null as varchar) as excluded,
  src_file, src_row, decided as src_rows, owner as person, decided,
  enough * (won * team_decided + 10 * team_won) as won_shrunk,
  enough * (decided + 10) * team_decided as decided_shrunk
from shown
