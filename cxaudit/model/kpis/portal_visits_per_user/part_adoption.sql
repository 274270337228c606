-- one user entitled in the period, and whether that user came; a blank date bounds nothing
select
  u.user_key as unit,
  c.period_end as observed_on,
  case when u.staff then 'staff' when u.entitled_to < u.entitled_from then 'ended before it began'
    end as excluded,
  u.src_file,
  u.src_row,
  exists (
    select 1
    from interaction i
    where i.kind = 'portal' and i.status = 'success' and i.staff is not true
      and i.person_key = u.user_key
      and (i.ts at time zone c.timezone)::date between c.period_start and c.period_end
  )::int as active_users,
  1 as entitled_users
from portal_user u, config c
where coalesce(u.entitled_from, c.period_end) <= c.period_end
  and coalesce(u.entitled_to, c.period_start) >= c.period_start
