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
      where (w.scope = 'total' or (w.scope = s.scope and w.value = s.value))
        and w.src_system is not distinct from s.src_system
        and w.sessions is not null and w.engaged_s is not null
        and w.period_start >= c.period_start and w.period_start <= s.period_start
        and w.period_end <= c.period_end and w.period_end >= s.period_end
        and (w.period_end - w.period_start > s.period_end - s.period_start or w.scope <> s.scope)
    ) then 'inside a longer or wider row'
  end as excluded,
  s.src_file, s.src_row, s.sessions,
  (s.engaged_s * 1000)::bigint as engaged_ms,
  (s.duration_s * 1000)::bigint as duration_ms
from web_stat s
cross join config c
where s.scope in ('total', 'channel')
  and s.period_start <= c.period_end
  and s.period_end >= c.period_start
