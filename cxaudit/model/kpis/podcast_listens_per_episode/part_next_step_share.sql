-- one episode released in the period: does it name a next step on any app
select
  s.item_id as unit,
  min((s.published at time zone c.timezone)::date) as observed_on,
  cast(null as varchar) as excluded,
  min(s.src_file) as src_file,
  min_by(s.src_row, (s.src_file, s.src_row)) as src_row,
  count(*) as src_rows,
  1 as episodes,
  (count(s.next_step) > 0)::int as leads_on
from content_stat s
cross join config c
where s.channel = 'podcast'
  and (s.published at time zone c.timezone)::date between c.period_start and c.period_end
group by s.item_id
