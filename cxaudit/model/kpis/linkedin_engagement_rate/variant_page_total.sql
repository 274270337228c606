select
  s.period_start::varchar as unit,
  s.period_start as observed_on,
  case
    when s.period_start < c.period_start or s.period_end > c.period_end
      then 'reaches beyond the period'
    when not s.organic then 'sponsored'
    when exists (
      select 1
      from content_stat w
      where w.channel = s.channel and w.item_id = s.item_id
        and w.published is null and coalesce(w.basis, 'period') = 'period'
        and w.src_system is not distinct from s.src_system
        and w.organic is not distinct from s.organic
        and w.period_start >= c.period_start and w.period_start <= s.period_start
        and w.period_end <= c.period_end and w.period_end >= s.period_end
        and w.period_end - w.period_start > s.period_end - s.period_start
    ) then 'inside a longer row'
  end as excluded,
  s.src_file, s.src_row, s.impressions,
  s.clicks + s.reactions + s.comments + s.reposts as engagements
from content_stat s
cross join config c
where s.channel = 'linkedin'
  and s.published is null
  and coalesce(s.basis, 'period') = 'period'
  and s.period_start <= c.period_end
  and s.period_end >= c.period_start
