select
  'site' as unit,
  s.period_start as observed_on,
  s.value as segment,
  case
    when s.period_start < c.period_start or s.period_end > c.period_end
      then 'reaches beyond the period'
    when exists (
      select 1
      from web_stat w
      where w.scope = s.scope
        and w.value = s.value
        and w.src_system is not distinct from s.src_system
        and w.period_start >= c.period_start and w.period_start <= s.period_start
        and w.period_end <= c.period_end and w.period_end >= s.period_end
        and w.period_end - w.period_start > s.period_end - s.period_start
    ) then 'inside a longer row'
  end as excluded,
  s.src_file, s.src_row, s.sessions,
  case when list_contains(c.social_channels, s.value) then s.sessions else 0 end as social_sessions,
  case
    when lower(s.value) in ('', 'direct', 'unassigned', '(not set)', '(none)') then s.sessions
    else 0
  end as untagged_sessions
from web_stat s
cross join config c
where s.scope = 'channel' and s.period_start <= c.period_end and s.period_end >= c.period_start
