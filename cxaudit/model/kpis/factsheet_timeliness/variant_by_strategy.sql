-- one strategy in one month of due days: on time when every factsheet owed of it was
with sheet as (
  select d.strategy_id, d.src_file, d.src_row, d.delivered, d.due,
    bool_or(d.delivered is null or d.status = 'missing' or d.owed_list) over () as has_owed_list,
    d.due at time zone c.timezone as due_at, d.delivered at time zone c.timezone as sent_at,
    coalesce(due_at, sent_at, d.period_end, c.period_end)::date as observed_on,
    coalesce(sent_at::date <= c.as_of, d.status = 'delivered', false) as is_delivered,
    case when d.reissue_of is not null then 're-issue'
      when d.status in ('cancelled', 'not_due') then replace(d.status, '_', ' ')
      when d.due is null then 'missing due'
      when d.strategy_id is null then 'missing strategy' end as reason,
    case when not is_delivered then false
      when due_at::time = '00:00' then sent_at::date <= due_at::date
      else d.delivered <= d.due end as on_time
  from delivery d, config c
  where d.kind = 'factsheet'
  qualify observed_on between c.period_start and c.period_end
)
select coalesce(strategy_id, 'unknown') as unit, min(observed_on) as observed_on,
  strategy_id as segment, reason as excluded, min(src_file) as src_file,
  min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when has_owed_list then 1 end as strategies_owed,
  case when not bool_and(on_time) then 0 when count(on_time) = count(*) then 1 end
    as strategies_on_time
from sheet
group by strategy_id, date_trunc('month', observed_on), reason, has_owed_list
