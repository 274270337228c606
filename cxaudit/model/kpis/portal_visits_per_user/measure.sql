-- one user in one month: visits by the client's own people, each until 30 minutes stand idle
with login as (
  select i.person_key, i.src_file, i.src_row, i.ts,
    (i.ts at time zone c.timezone)::date as visited_on,
    case when i.person_key is null then 'missing person' when i.staff or u.staff then 'staff'
      when i.status is null then 'missing status' when i.status <> 'success' then 'failed login'
    end as excluded,
    coalesce(i.ts >= lag(greatest(i.ts, i.closed)) over (partition by i.person_key, excluded
      order by i.ts) + interval 30 minute, true) as is_new
  from config c, interaction i left join portal_user u on u.user_key = i.person_key
  where i.kind = 'portal' and visited_on between c.period_start and c.period_end
), visit as ( -- one that lasts into the next month belongs to the month in which it began
  select person_key, src_file, src_row, visited_on, excluded, is_new, date_trunc('month',
    max(if(is_new, visited_on, null)) over (partition by person_key, excluded order by ts)) as month
  from login
)
select
  coalesce(person_key, 'unknown') as unit,
  min(visited_on) as observed_on,
  excluded,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  count(*) as logins,
  count(*) filter (where is_new) as visits,
  -- a month in which a user was turned away and later let in is still one month
  (visits > 0 and row_number() over (partition by person_key, month
    order by excluded nulls first) = 1)::int as active_months
from visit group by person_key, month, excluded
