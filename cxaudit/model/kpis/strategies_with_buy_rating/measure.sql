with standing as (
  select r.strategy_id, r.grade, r.consultant_scope, c.period_end,
    coalesce(r.last_review, r.valid_from) as reviewed_on
  from rating r
  cross join config c
  where r.valid_from <= c.period_end and coalesce(r.valid_to, c.period_end) >= c.period_end
  qualify row_number() over (
    partition by r.consultant, r.strategy_id
    order by r.valid_from desc, r.last_review desc nulls last, r.rating_id desc
  ) = 1
), bought as (
  select strategy_id, max((consultant_scope = 'global')::int) as by_global,
    max((reviewed_on >= period_end - interval 24 month)::int) as fresh
  from standing
  where grade = 'buy'
  group by strategy_id
)
select s.strategy_id as unit, c.period_end as observed_on, s.asset_class as segment,
  case when s.marketed_from is null then 'missing marketed_from'
    when s.marketed_from > c.period_end then 'not yet marketed'
    when s.marketed_to < c.period_end then 'no longer marketed' end as excluded,
  s.src_file, s.src_row, (b.strategy_id is not null)::int as buy_rated,
  cast((b.strategy_id is not null)::int / nullif(count(*) filter (where
    s.marketed_from <= c.period_end and coalesce(s.marketed_to, c.period_end) >= c.period_end
    ) over (), 0) as decimal(38, 15)) as share_of_all,
  coalesce(b.by_global, 0) as globally_buy_rated, coalesce(b.fresh, 0) as freshly_buy_rated,
  (coalesce(s.flagship, false) and b.strategy_id is null)::int as flagship_without_buy
from strategy s
cross join config c
left join bought b on b.strategy_id = s.strategy_id
