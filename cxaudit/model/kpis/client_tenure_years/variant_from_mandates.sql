-- as measure.sql, from the first funding to the last termination of a parent's mandates
with recursive family as (
  select client_id, coalesce(parent_id, client_id) as parent from client
  where coalesce(parent_id = client_id or parent_id not in (select client_id from client), true)
  union all
  select k.client_id, f.parent from client k join family f on f.client_id = k.parent_id
  where k.parent_id <> k.client_id
), held as (
  select coalesce(f.parent, m.client_id, m.mandate_id) as unit, m.funded, k.register_from,
    m.src_file, m.src_row, coalesce(m.terminated > c.as_of, true) as is_active, k.end_reason,
    least(m.terminated, c.as_of) as last_on, case when m.client_id is null then 'missing client'
      when m.terminated < m.funded then 'terminated before funded'
      when k.end_reason = 'data_error' then 'data error' end as reason,
    max(last_on) over (partition by unit, reason order by funded
      rows between unbounded preceding and 1 preceding) + interval 12 month as bridged_until
  from config c, mandate m left join client k using (client_id) left join family f using (client_id)
  where m.funded <= c.as_of
), spell as (
  select columns(h.*), count(*) filter (where funded >= bridged_until)
    over (partition by unit, reason order by funded) as spell from held h
)
select unit, min(funded) as observed_on, max(last_on) - min(funded) as lasted,
  if(lasted >= 0, lasted, null) as days, min(src_file) as src_file, count(*) as src_rows,
  coalesce(min(register_from) - min(funded), 0) as entered_days, case when bool_or(is_active)
    then 'open' when max(last_on) = max(last_on) filter (where end_reason = 'merged')
    then 'competing' else 'ended' end as ending, case ending when 'open' then days end as age_days,
  coalesce(reason, if(ending <> 'open' and entered_days >= greatest(days, 1),
    'left before the register', null)) as excluded,
  min_by(src_row, (src_file, src_row)) as src_row from spell
group by unit, reason, spell
