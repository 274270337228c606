-- one top-tier client: its days in the tier within the period, and the meetings held on them
with top_client as (
  select k.client_id, k.segment, k.src_file, k.src_row, c.timezone,
    case when k.tier_from is null then 'missing tier_from' end as excluded,
    greatest(k.tier_from, k.rel_start, c.period_start) as first_on,
    least(k.tier_to, k.rel_end, c.period_end) as last_on
  from client k, config c
  where list_contains(c.top_tier, k.tier) and first_on <= last_on
), met as (
  select t.client_id, t.segment, t.src_file, t.src_row, t.excluded, t.last_on,
    date_diff('day', t.first_on, t.last_on) + 1 as days,
    round((date_diff('day', t.first_on, t.last_on) + 1) / 365.25, 2) as years,
    count(i.interaction_id) as meetings_recorded,
    -- a row under a parent is the same meeting in a colleague's calendar
    case when count(i.status) = count(i.interaction_id) then count(distinct
      coalesce(i.parent_id, i.interaction_id)) filter (i.status = 'held') end as meetings
  from top_client t
  left join interaction i on i.kind = 'meeting' and i.client_id = t.client_id
    and (i.ts at time zone t.timezone)::date between t.first_on and t.last_on
  group by all
)
select client_id as unit, last_on as observed_on, segment, excluded, src_file, src_row,
  days, meetings, meetings_recorded,
  -- meetings above four a year, in 1461sts: 16 days / 1461 = 4 days / 365.25
  if(meetings is null, null, greatest(0, 1461 * meetings - 16 * days)) as meetings_above_four,
  (years >= 1)::int as full_year_clients,
  (years >= 1 and meetings < 4 * years)::int as clients_below_four
from met
