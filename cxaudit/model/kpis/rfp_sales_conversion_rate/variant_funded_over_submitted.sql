select
  p.pursuit_id as unit,
  p.submitted as observed_on,
  p.vehicle as segment,
  cast(null as varchar) as excluded,
  p.src_file,
  p.src_row,
  1 as submissions,
  case when (select count(pursuit_id) from mandate) > 0 then exists (
    select 1
    from mandate m
    where m.pursuit_id = p.pursuit_id
      and m.funded <= c.as_of
  )::int end as funded
from pursuit p
cross join config c
where p.kind = 'RFP'
  and p.submitted between c.period_start and c.period_end
