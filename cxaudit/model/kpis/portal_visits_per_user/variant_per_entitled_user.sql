-- one entitled user: visits and entitled calendar months, users who never came included
with login as (
  select i.person_key,
    coalesce(i.ts >= lag(greatest(i.ts, i.closed)) over (partition by i.person_key
      order by i.ts) + interval 30 minute, true) as is_new
  from interaction i, config c
  where i.kind = 'portal' and i.status = 'success' and i.staff is not true
    and (i.ts at time zone c.timezone)::date between c.period_start and c.period_end
)
select
  u.user_key as unit,
  c.period_end as observed_on,
  case when u.staff then 'staff' when u.entitled_to < u.entitled_from then 'ended before it began'
    end as excluded,
  u.src_file,
  u.src_row,
  count(*) filter (where l.is_new) as visits,
  date_diff('month', greatest(u.entitled_from, c.period_start),
    least(u.entitled_to, c.period_end)) + 1 as entitled_months
from portal_user u cross join config c left join login l on l.person_key = u.user_key
where coalesce(u.entitled_from, c.period_end) <= c.period_end
  and coalesce(u.entitled_to, c.period_start) >= c.period_start
group by all
