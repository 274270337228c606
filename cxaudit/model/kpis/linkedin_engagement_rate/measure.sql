with posts as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.impressions, s.clicks,
    s.reactions + s.comments + s.reposts as interactions,
    (s.published at time zone c.timezone)::date as day,
    case
      when not s.organic then 'sponsored'
      when s.organic is null then 'organic or sponsored not stated'
      when c.as_of - (s.published at time zone c.timezone)::date < c.min_age_days
        then 'younger than ' || c.min_age_days || ' days'
    end as reason
  from content_stat s
  cross join config c
  where s.channel = 'linkedin'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
  window post as (partition by s.item_id, s.src_system)
  qualify not bool_or(coalesce(s.basis = 'lifetime', s.observed_on is not null)) over post
    or row_number() over (post order by s.observed_on desc nulls last, s.period_end desc) = 1
)
select
  item_id as unit, day as observed_on, max(reason) as excluded,
  first(src_file order by src_file, src_row) as src_file,
  first(src_row order by src_file, src_row) as src_row, count(*) as src_rows,
  sum(impressions)::bigint as impressions,
  sum(interactions)::bigint as public_interactions,
  (sum(clicks) + sum(interactions))::bigint as engagements
from posts
group by item_id, src_system, day
