-- One row a visit: the requests of one signed-in user until 30 minutes stand idle.
with asked as (
  select
    r.person_key, r.ts, r.src_row,
    coalesce(r.ts >= lag(r.ts) over person + interval 30 minute, true)::int as is_first
  from rows r
  window person as (partition by r.person_key order by r.ts, r.src_row)
),
visit as (
  select
    a.person_key, a.ts, a.src_row,
    sum(a.is_first) over (
      partition by a.person_key
      order by a.ts, a.src_row
    ) as number
  from asked a
)
select
  v.person_key || '.' || epoch(min(v.ts))::bigint as interaction_id,
  'portal' as kind, v.person_key,
  min(v.ts) as ts,
  max(v.ts) as closed,
  'success' as status,
  min(v.src_row) as src_row,
  count(*) as src_rows
from visit v
group by v.person_key, v.number
order by src_row
