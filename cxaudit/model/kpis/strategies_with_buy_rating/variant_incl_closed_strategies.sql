with standing as (
  select r.strategy_id, r.grade
  from rating r
  cross join config c
  where r.valid_from <= c.period_end and coalesce(r.valid_to, c.period_end) >= c.period_end
  qualify row_number() over (
    partition by r.consultant, r.strategy_id
    order by r.valid_from desc, r.last_review desc nulls last, r.rating_id desc
  ) = 1
), bought as (
  select distinct strategy_id
  from standing
  where grade = 'buy'
)
select s.strategy_id as unit, c.period_end as observed_on, s.asset_class as segment,
  case when s.marketed_from is null then 'missing marketed_from' end as excluded,
  s.src_file, s.src_row, (b.strategy_id is not null)::int as buy_rated
from strategy s
cross join config c
left join bought b on b.strategy_id = s.strategy_id
where coalesce(s.marketed_from, c.period_end) <= c.period_end
