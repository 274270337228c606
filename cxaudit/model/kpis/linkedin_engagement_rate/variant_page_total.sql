-- one row of the page's own counts; days that an earlier row holds already are not added again
with days as (
  select
    s.item_id, s.src_file, s.src_row, s.period_start, s.period_end, s.organic, s.impressions,
    s.clicks + s.reactions + s.comments + s.reposts as engagements,
    s.period_start < c.period_start or s.period_end > c.period_end as beyond,
    max(s.period_end) over (
      partition by s.item_id, s.src_system, s.organic, beyond
      order by s.period_start, s.period_end desc, s.src_file, s.src_row
      rows between unbounded preceding and 1 preceding
    ) as covered_to
  from content_stat s
  cross join config c
  where s.channel = 'linkedin'
    and s.published is null
    and coalesce(s.basis, 'period') = 'period'
    and s.period_start <= c.period_end
    and s.period_end >= c.period_start
)
select period_start::varchar as unit, period_start as observed_on,
  case
    when beyond then 'reaches beyond the period'
    when not organic then 'sponsored'
    when covered_to >= period_end then 'inside a longer row'
    when covered_to >= period_start then 'overlapping period'
  end as excluded,
  src_file, src_row, engagements,
  case when coalesce(covered_to < period_start, true) then impressions end as impressions
from days
