with standing as (
  select r.strategy_id, r.grade
  from rating r
  cross join config c
  where r.valid_from <= c.period_end and coalesce(r.valid_to, c.period_end) >= c.period_end
  qualify row_number() over (
    partition by coalesce(r.consultant, r.rating_id), r.strategy_id
    order by r.valid_from desc, r.last_review desc nulls last, r.rating_id desc
  ) = 1
), judged as (
  select strategy_id, bool_or(grade = 'buy') as bought, count(*) > count(grade) as ungraded
  from standing
  group by strategy_id
)
select s.strategy_id as unit, c.period_end as observed_on, s.asset_class as segment,
  case when s.marketed_from is null then 'missing marketed_from'
    when coalesce((select min(valid_from) from rating) > c.period_end, true)
      then 'missing ratings up to this day'
    when j.ungraded and j.bought is distinct from true then 'missing grade' end as excluded,
  s.src_file, s.src_row, coalesce(j.bought, false)::int as buy_rated
from strategy s
cross join config c
left join judged j on j.strategy_id = s.strategy_id
where coalesce(s.marketed_from, c.period_end) <= c.period_end
