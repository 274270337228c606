select
  s.period_start::varchar as unit,
  s.period_start as observed_on,
  case
    when s.period_start < c.period_start or s.period_end > c.period_end
      then 'reaches beyond the period'
    when not s.organic then 'sponsored'
  end as excluded,
  s.src_file,
  s.src_row,
  s.impressions,
  s.clicks + s.reactions + s.comments + s.reposts as engagements
from content_stat s
cross join config c
where s.channel = 'linkedin'
  and s.published is null
  and coalesce(s.basis, 'period') = 'period'
  and s.period_start <= c.period_end
  and s.period_end >= c.period_start
