-- as measure.sql, of the held meetings those in one room; words that tell no mode are unknown
with top_client as (
  select k.client_id, k.segment, k.src_file, k.src_row, c.timezone,
    case when k.tier_from is null then 'missing tier_from' end as excluded,
    greatest(k.tier_from, k.rel_start, c.period_start) as first_on,
    least(k.tier_to, k.rel_end, c.period_end) as last_on
  from client k, config c
  where list_contains(c.top_tier, k.tier) and first_on <= last_on
), met as (
  select client_id, (ts at time zone timezone)::date as met_on,
    coalesce(parent_id, interaction_id) as meeting,
    case
      when regexp_matches(mode, 'in.?person|face.?to.?face|on.?site', 'i') then true
      when regexp_matches(mode, 'video|phone|call|virtual|remote|online|web|teams|zoom', 'i')
        then false
    end as in_one_room, status
  from interaction, config
  where kind = 'meeting' and (status is null or status = 'held')
)
select t.client_id as unit, t.last_on as observed_on, t.segment, t.excluded, t.src_file, t.src_row,
  date_diff('day', t.first_on, t.last_on) + 1 as days,
  case when count(m.status) = count(m.meeting)
    and count(distinct m.meeting) = count(distinct m.meeting) filter (m.in_one_room is not null)
    then count(distinct m.meeting) filter (m.in_one_room) end as meetings
from top_client t
left join met m on m.client_id = t.client_id and m.met_on between t.first_on and t.last_on
group by t.client_id, t.first_on, t.last_on, t.segment, t.excluded, t.src_file, t.src_row
