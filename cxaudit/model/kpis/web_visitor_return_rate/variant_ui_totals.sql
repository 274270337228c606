select
  'site' as unit,
  s.period_start as observed_on,
  case
    when s.period_start < c.period_start or s.period_end > c.period_end
      then 'reaches beyond the period'
    when row_number() over (
      partition by s.period_start < c.period_start or s.period_end > c.period_end
      order by s.period_end - s.period_start desc, s.period_end desc, s.scope, s.src_file, s.src_row
    ) > 1 then 'users of a shorter or earlier period cannot be added'
  end as excluded,
  s.src_file,
  s.src_row,
  s.returning_users,
  s.active_users as users
from web_stat s
cross join config c
where s.scope in ('total', 'user_type')
  and s.returning_users is not null
  and s.active_users is not null
  and s.period_start <= c.period_end
  and s.period_end >= c.period_start
