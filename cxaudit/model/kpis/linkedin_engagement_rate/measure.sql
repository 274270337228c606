with posts as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.unique_impressions,
    s.follows, s.followers_at_post, s.reactions + s.comments + s.reposts as interactions,
    s.clicks + s.reactions + s.comments + s.reposts as engagements,
    case when s.standing is null then s.impressions end as impressions,
    (s.published at time zone c.timezone)::date as day,
    case when s.standing is not null then s.standing
      when s.organic is null then 'missing organic'
      when not s.organic then 'sponsored'
      when c.as_of - (s.published at time zone c.timezone)::date < c.min_age_days
        then 'younger than ' || c.min_age_days || ' days' end as reason
  from content_row s cross join config c
  where s.channel = 'linkedin' and s.standing is distinct from 'older snapshot'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
)
select
  item_id as unit, day as observed_on, reason as excluded, min(src_file) as src_file,
  min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(impressions) = count(*) then sum(impressions) end as impressions,
  case when count(interactions) = count(*) then sum(interactions) end as public_interactions,
  case when count(engagements) = count(*) then sum(engagements) end as engagements,
  case when count(*) = 1 then max(unique_impressions) end as unique_impressions,
  if(count(engagements + follows) = count(*), sum(engagements + follows), null) as with_follows,
  max(followers_at_post) as followers,
  if(count(engagements + impressions) = count(*), sum(engagements) / nullif(sum(impressions), 0),
    null)::decimal(38, 18) as engagement_rate
from posts
group by item_id, src_system, day, reason
