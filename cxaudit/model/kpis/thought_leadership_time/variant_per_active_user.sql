with pages as (
  select distinct w.value
  from web_stat w
  join (select unnest(thought_leadership_patterns) as pattern from config) p
    on w.value glob p.pattern
  where w.scope = 'page'
)
select
  'site' as unit, s.period_start as observed_on, s.value as segment,
  case
    when s.period_start < c.period_start or s.period_end > c.period_end
      then 'reaches beyond the period'
    when exists (
      select 1
      from web_stat w
      where w.scope = s.scope and w.value = s.value
        and w.src_system is not distinct from s.src_system
        and w.period_start >= c.period_start and w.period_start <= s.period_start
        and w.period_end <= c.period_end and w.period_end >= s.period_end
        and w.period_end - w.period_start > s.period_end - s.period_start
    ) then 'inside a longer row'
  end as excluded,
  s.src_file, s.src_row, s.views, s.active_users, (s.engaged_s * 1000)::bigint as engaged_ms
from web_stat s
join pages t on t.value = s.value
cross join config c
where s.scope = 'page' and s.period_start <= c.period_end and s.period_end >= c.period_start
