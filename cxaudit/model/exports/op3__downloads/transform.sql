with downloads as (
    select
        r.item_id,
        cast(r.at at time zone 'UTC' as date) as day,
        min(r.dated_by) as dated_by,
        count(distinct concat_ws(chr(31), r.address, r.agent_type, r.agent)) as downloads,
        min(r.at) as first_at,
        min(r.src_row) as src_row,
        count(*) as src_rows
    from rows r
    group by r.item_id, day
)
select
    d.item_id,
    d.day as period_start,
    d.day as period_end,
    'period' as basis,
    'podcast' as channel,
    case
        when d.dated_by = 'first_download'
            and min(d.day) over (partition by d.item_id) > min(d.day) over ()
        then min(d.first_at) over (partition by d.item_id)
    end as published,
    d.downloads,
    d.src_row,
    d.src_rows
from downloads d
order by d.src_row
