with posts as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.impressions,
    s.clicks + s.reactions + s.comments + s.reposts as engagements,
    (s.published at time zone c.timezone)::date as day,
    case
      when s.standing is not null then s.standing
      when c.as_of - (s.published at time zone c.timezone)::date < c.min_age_days
        then 'younger than ' || c.min_age_days || ' days'
    end as reason
  from content_row s
  cross join config c
  where s.channel = 'linkedin'
    and not s.organic
    and s.standing is distinct from 'older snapshot'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
)
select
  item_id as unit, day as observed_on, reason as excluded, min(src_file) as src_file,
  min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(impressions) = count(*) then sum(impressions) end as impressions,
  case when count(engagements) = count(*) then sum(engagements) end as engagements
from posts
group by item_id, src_system, day, reason
