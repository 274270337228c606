with stats as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.unique_viewers, s.observed_on, s.period_end,
    least(coalesce(s.period_start, s.observed_on), c.as_of) as day,
    coalesce(s.basis = 'lifetime', s.observed_on is not null) as snapshot,
    coalesce(s.basis = 'period', s.observed_on is null)
      and (s.period_start < c.period_start or s.period_end > c.period_end) as beyond
  from content_stat s
  cross join config c
  where s.channel = 'video'
)
select
  s.item_id as unit, s.day as observed_on, s.src_system as segment,
  case
    when s.beyond then 'reaches beyond the period'
    when row_number() over (
      video order by s.snapshot desc, s.observed_on desc nulls last, s.period_end - s.day desc,
      s.period_end desc) > 1 then 'another row of the video stands for it'
    when not s.snapshot
      and (min(s.day) over video < s.day or max(s.period_end) over video > s.period_end)
      then 'viewers of several spans cannot be added'
  end as excluded,
  s.src_file, s.src_row, s.unique_viewers
from stats s
cross join config c
where s.day <= c.period_end
  and (s.day >= c.period_start or (not s.snapshot and s.period_end >= c.period_start))
window video as (partition by s.item_id, s.src_system, s.beyond)
