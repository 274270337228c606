-- one factsheet (share class x month x language) due in the period. While none is still out
-- and nobody confirmed the list as whole, what was owed is unknown: only timeliness then
with report as (
  select d.delivery_id, coalesce(d.fund_id, d.delivery_id) as unit, d.src_file, d.src_row,
    d.status, d.reissue_of, d.delay_cause, d.delivered, d.due,
    least(c.grace_days, 366)::int as grace_days,
    bool_or(d.delivered is null or d.status = 'missing' or d.owed_list) over () as has_owed_list,
    d.due at time zone c.timezone as due_at, d.delivered at time zone c.timezone as sent_at,
    coalesce(due_at, sent_at, d.period_end, c.period_end)::date as observed_on,
    coalesce(sent_at::date <= c.as_of, d.status = 'delivered', false)::int as is_delivered
  from delivery d, config c
  where d.kind = 'factsheet'
  qualify observed_on between c.period_start and c.period_end
)
select unit, observed_on, src_file, src_row,
  case when reissue_of is not null then 're-issue'
    when status in ('cancelled', 'not_due') then replace(status, '_', ' ')
    when due is null then 'missing due' end as excluded,
  case when has_owed_list then 1 end as reports_owed,
  case when has_owed_list and delay_cause is distinct from 'client' then 1 end as firm_owed,
  is_delivered as reports_delivered,
  case when is_delivered = 0 then 0
    when due_at::time = '00:00' then (sent_at::date <= due_at::date)::int
    else (delivered <= due)::int end as reports_on_time,
  case when is_delivered = 0 then 0
    when due_at::time = '00:00' then (sent_at::date <= due_at::date + grace_days)::int
    else (sent_at <= due_at + to_days(grace_days))::int end as reports_in_grace,
  is_delivered * (not exists (from delivery r where r.reissue_of = report.delivery_id))::int
    as reports_right_first_time
from report
