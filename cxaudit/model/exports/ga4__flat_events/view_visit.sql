-- One row a visit, with the source of its first event that names one.
select
  e.user_key, e.visit,
  min(e.at_us) as first_at,
  max(e.at_us) as last_at,
  sum(e.engaged_ms) as engaged_ms,
  bool_or(e.engaged) as engaged,
  max(e.visit_number) as visit_number,
  coalesce(bool_or(e.internal), false) as internal,
  max(e.channel) as channel,
  max(e.visit_source) as visit_source,
  max(e.visit_medium) as visit_medium,
  arg_min(
    struct_pack(source := e.event_source, medium := e.event_medium), row(e.at_us, e.src_row)
  ) filter (where e.event_source is not null or e.event_medium is not null) as tagged,
  min(e.src_row) as src_row,
  count(*) as src_rows
from event e
where e.user_key is not null
  and e.visit is not null
  and e.src_row not in (select t.src_row from event_twice t)
group by e.user_key, e.visit
