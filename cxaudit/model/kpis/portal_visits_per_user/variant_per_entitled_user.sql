-- one entitled user: visits and entitled calendar months, users who never came included
select
  u.user_key as unit,
  c.period_end as observed_on,
  case when u.staff then 'staff' end as excluded,
  u.src_file,
  u.src_row,
  count(i.interaction_id) as visits,
  date_diff('month', greatest(u.entitled_from, c.period_start),
    least(u.entitled_to, c.period_end)) + 1 as entitled_months
from portal_user u
cross join config c
left join interaction i on i.kind = 'portal' and i.status = 'success' and i.staff is not true
  and i.person_key = u.user_key
  and (i.ts at time zone c.timezone)::date between c.period_start and c.period_end
where coalesce(u.entitled_from, c.period_end) <= c.period_end
  and coalesce(u.entitled_to, c.period_start) >= c.period_start
group by all
