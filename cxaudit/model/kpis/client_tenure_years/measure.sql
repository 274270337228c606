-- one unbroken relationship of an ultimate parent; a gap under 12 months does not break it
with recursive family as (
  select client_id, coalesce(parent_id, client_id) as parent from client
  where coalesce(parent_id = client_id or parent_id not in (select client_id from client), true)
  union all
  select k.client_id, f.parent from client k join family f on f.client_id = k.parent_id
  where k.parent_id <> k.client_id
), entity as (
  select coalesce(f.parent, k.client_id) as unit, k.rel_start, k.register_from, k.src_file,
    k.src_row, coalesce(k.rel_end > c.as_of, true) as is_active, k.end_reason,
    least(k.rel_end, c.as_of) as last_on, case when k.end_reason = 'data_error' then 'data error'
      when k.rel_end < k.rel_start then 'ended before it began'
      when k.rel_start is null then 'missing start' end as reason,
    max(last_on) over (partition by unit, reason order by rel_start
      rows between unbounded preceding and 1 preceding) + interval 12 month as bridged_until
  from config c, client k left join family f using (client_id) where (rel_start > as_of) is not true
), spell as (
  select columns(e.*), count(*) filter (where rel_start >= bridged_until)
    over (partition by unit, reason order by rel_start) as spell from entity e
)
select unit, min(rel_start) as observed_on, max(last_on) - min(rel_start) as lasted,
  if(lasted >= 0, lasted, null) as days, min(register_from) - min(rel_start) as entered_days,
  case when bool_or(is_active) then 'open' when max(last_on) = max(last_on)
    filter (where end_reason = 'merged') then 'competing' else 'ended' end as ending,
  case ending when 'open' then days end as age_days,
  if(days <= entered_days, null, days - greatest(entered_days, 0)) as seen_days,
  case ending when 'ended' then days end as ended_days, (ending = 'ended')::int as departures,
  coalesce(reason, if(ending <> 'open' and entered_days >= greatest(days, 1),
    'left before the register', null)) as excluded, min(src_file) as src_file, count(*) as src_rows,
  min_by(src_row, (src_file, src_row)) as src_row from spell group by unit, reason, spell
