with stats as (
  select
    s.item_id, s.src_system, s.src_file, s.src_row, s.streams, s.impressions,
    (s.published at time zone c.timezone)::date as day,
    case
      when s.standing is not null then s.standing
      when c.as_of - (s.published at time zone c.timezone)::date < c.min_age_days
        then 'younger than ' || c.min_age_days || ' days'
    end as reason
  from content_row s
  cross join config c
  where s.channel = 'podcast' and s.standing is distinct from 'older snapshot'
    and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
)
select
  item_id as unit, day as observed_on, src_system as segment, reason as excluded,
  min(src_file) as src_file, min_by(src_row, (src_file, src_row)) as src_row, count(*) as src_rows,
  case when count(streams) = count(*) then sum(streams) end as streams,
  case when count(impressions) = count(*) then sum(impressions) end as impressions
from stats
group by item_id, src_system, day, reason
