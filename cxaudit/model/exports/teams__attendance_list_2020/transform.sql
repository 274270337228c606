with event as (
    select
        f.event_name,
        min(r.at) as started,
        strftime(min(r.at) at time zone f.timezone, '%Y-%m-%d') as day
    from rows r
    cross join facts f
    group by f.event_name, f.timezone
)
select
    e.event_name || '@' || e.day as event_id,
    r.person_key,
    e.event_name,
    e.started as event_start,
    'webinar' as mode,
    true as attended,
    bool_and(not r.by_phone) as identified,
    case
        when count(*) filter (where r.action = 'joined') = count(*) filter (where r.action = 'left')
        then cast(sum(
            case r.action when 'left' then epoch_ms(r.at) else -epoch_ms(r.at) end
        ) / 60000 as decimal(18, 3))
    end as live_min,
    min(r.src_row) as src_row,
    count(*) as src_rows
from rows r
cross join event e
group by e.event_name, e.started, e.day, r.person_key
order by src_row
