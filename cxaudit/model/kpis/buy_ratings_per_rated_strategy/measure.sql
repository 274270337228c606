with standing as (
  select r.consultant, r.strategy_id, r.src_file, r.src_row, c.period_end, (r.grade = 'buy')::int
    as buys, r.grade in ('buy', 'hold', 'sell') as rated,
    case when r.valid_from is null then 'missing valid_from'
      when r.consultant is null then 'missing consultant' when r.grade is null then 'missing grade'
      when s.strategy_id is null then 'strategy not on the list'
      when s.marketed_from is null then 'missing marketed_from'
      when s.marketed_from > c.period_end then 'not yet marketed'
      when s.marketed_to < c.period_end then 'no longer marketed'
      when r.grade in ('in_review', 'not_rated') then replace(r.grade, '_', ' ') end as excluded
  from rating r cross join config c left join strategy s on s.strategy_id = r.strategy_id
  where coalesce(r.valid_from, c.period_end) <= c.period_end
    and coalesce(r.valid_to, c.period_end) >= c.period_end
  qualify row_number() over (partition by coalesce(r.consultant, r.rating_id), r.strategy_id
    order by r.valid_from desc nulls last, r.last_review desc nulls last, r.rating_id desc) = 1
), held as (
  select consultant, sum(buys) as own, sum(sum(buys)) over () as everybodys,
    row_number() over (order by sum(buys) desc, consultant) as place
  from standing where excluded is null group by consultant
)
select t.strategy_id as unit, t.period_end as observed_on, t.consultant as segment, t.excluded,
  t.src_file, t.src_row, t.buys, case h.place when 1 then t.buys else 0 end as buys_of_top,
  t.buys * h.own as buys_times_own, t.buys * h.everybodys as buys_times_all,
  (t.rated and row_number() over (partition by t.strategy_id, t.rated
    order by t.excluded nulls first, t.consultant, t.src_row) = 1)::int as rated_strategies,
  (t.buys = 1 and row_number() over (partition by t.strategy_id, t.buys
    order by t.excluded nulls first, t.consultant, t.src_row) = 1)::int as buy_rated_strategies
from standing t left join held h on h.consultant = t.consultant
