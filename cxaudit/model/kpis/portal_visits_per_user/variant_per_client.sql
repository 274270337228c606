-- one client in one month: visits by its people, each until 30 minutes stand idle
with login as (
  select coalesce(i.client_id, u.client_id) as client_id, i.person_key, i.ts, i.src_file, i.src_row,
    (i.ts at time zone c.timezone)::date as visited_on,
    case when i.person_key is null then 'missing person' when i.staff or u.staff then 'staff'
      when i.status is null then 'missing status' when i.status <> 'success' then 'failed login'
      when coalesce(i.client_id, u.client_id) is null then 'missing client'
    end as excluded,
    coalesce(i.ts >= lag(greatest(i.ts, i.closed)) over (partition by i.person_key, excluded
      order by i.ts) + interval 30 minute, true) as is_new
  from config c, interaction i left join portal_user u on u.user_key = i.person_key
  where i.kind = 'portal' and visited_on between c.period_start and c.period_end
), visit as (
  select client_id, src_file, src_row, visited_on, excluded, is_new, date_trunc('month',
    max(if(is_new, visited_on, null)) over (partition by person_key, excluded order by ts)) as month
  from login
)
select
  coalesce(client_id, 'unknown') as unit,
  min(visited_on) as observed_on,
  excluded,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  count(*) filter (where is_new) as visits,
  (visits > 0)::int as active_months
from visit
group by client_id, month, excluded
