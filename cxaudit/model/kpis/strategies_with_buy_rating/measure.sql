with standing as (
  select r.strategy_id, r.grade, r.consultant_scope = 'global' as is_global,
    coalesce(r.last_review, r.valid_from) >= c.period_end - interval 24 month as is_fresh
  from rating r cross join config c
  where r.valid_from <= c.period_end and coalesce(r.valid_to, c.period_end) >= c.period_end
  qualify row_number() over (partition by coalesce(r.consultant, r.rating_id), r.strategy_id
    order by r.valid_from desc, r.last_review desc nulls last, r.rating_id desc) = 1
), judged as (
  select strategy_id, bool_or(grade = 'buy') as bought, count(*) > count(grade)
      and bool_or(grade = 'buy') is not true as unknown,
    bool_or(is_global and grade = 'buy') as by_global, bool_or(is_fresh and grade = 'buy') as fresh
  from standing group by strategy_id
), listed as (
  select s.strategy_id, s.asset_class, s.flagship, s.src_file, s.src_row, c.period_end,
    coalesce(j.bought, false) as bought, j.unknown, j.by_global, j.fresh,
    case when s.marketed_from is null then 'missing marketed_from'
      when s.marketed_from > c.period_end then 'not yet marketed'
      when s.marketed_to < c.period_end then 'no longer marketed'
      when coalesce((select min(valid_from) from rating) > c.period_end, true)
        then 'missing ratings up to this day'
      when j.unknown then 'missing grade' end as excluded
  from strategy s cross join config c left join judged j on j.strategy_id = s.strategy_id
)
select strategy_id as unit, period_end as observed_on, asset_class as segment, excluded, src_file,
  src_row, if(excluded like 'missing %' or unknown, null, bought::int) as buy_rated,
  1 as marketed, (bought and by_global)::int as globally_buy_rated,
  (bought and fresh)::int as freshly_buy_rated, (bought and not fresh)::int as stale_buy_rated,
  if(count(flagship) over () > 0, coalesce(flagship and not bought, false)::int, null)
    as flagship_without_buy
from listed
