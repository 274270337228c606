with event as (
    select
        coalesce(r.event, f.event_id) as event_id,
        min(f.event_name) as event_name,
        min(r.first_live) as started
    from rows r
    cross join facts f
    group by coalesce(r.event, f.event_id)
)
select
    e.event_id,
    coalesce(r.email, r.user) as person_key,
    e.event_name,
    e.started as event_start,
    'webinar' as mode,
    'attendee' as role,
    bool_or(coalesce(r.live_min, 0) > 0 or coalesce(r.live_views, 0) > 0) as attended,
    sum(r.live_min) as live_min,
    sum(r.ondemand_min) as ondemand_min,
    bool_or(r.internal) as internal,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join facts f
join event e on e.event_id = coalesce(r.event, f.event_id)
group by e.event_id, e.event_name, e.started, coalesce(r.email, r.user)
order by src_row
