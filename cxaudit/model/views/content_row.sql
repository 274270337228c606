-- content_stat as measures read it: every column, and what several rows of one item say together.
-- is_snapshot: counts since publication, else increments of the row's own days.
-- overlap, among the increments of an item: 'inside a longer row' where the days are in another
-- row already; 'overlapping period' on all its rows where two share some days and not all, so
-- that days would count twice and nothing tells which.
-- standing: why the row does not stand for its item (null = it does); the newest snapshot stands,
-- any other row beside a snapshot is an 'older snapshot'. Paid and organic rows are two items.
with dated as (
  select columns(s.*), coalesce(s.basis = 'lifetime', s.observed_on is not null) as is_snapshot,
    max(s.period_end) over (
      partition by s.channel, s.item_id, s.src_system, s.organic, is_snapshot
      order by s.period_start, s.period_end desc, s.src_file, s.src_row
      rows between unbounded preceding and 1 preceding) as covered_to
  from content_stat s
), compared as (
  select columns(d.*), case when d.is_snapshot then null
      when d.covered_to >= d.period_end then 'inside a longer row'
      when bool_or(not d.is_snapshot and d.covered_to >= d.period_start
        and d.covered_to < d.period_end) over item then 'overlapping period' end as overlap,
    bool_or(d.is_snapshot) over item as has_snapshot,
    row_number() over (item order by d.observed_on desc nulls last, d.period_end desc,
      d.src_file desc, d.src_row desc) as age
  from dated d
  window item as (partition by d.channel, d.item_id, d.src_system, d.organic)
)
select columns(* exclude (covered_to, has_snapshot, age)), case when not has_snapshot then overlap
  when age > 1 then 'older snapshot' end as standing
from compared
