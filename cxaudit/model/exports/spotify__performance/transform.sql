select
    f.item_id,
    'podcast' as channel,
    cast(null as timestamptz) as published,
    r.length_s,
    r.peak as plays,
    cast(list_sum(list_transform(
        string_split(r.samples, '|'), lambda n: coalesce(try_cast(n as bigint), 0)
    )) * r.sample_ms / 1000 as decimal(18, 3)) as listened_s,
    cast(round(r.at_25 * r.peak / 100) as bigint) as reach_25,
    cast(round(r.at_50 * r.peak / 100) as bigint) as reach_50,
    cast(round(r.at_75 * r.peak / 100) as bigint) as reach_75,
    cast(round(r.at_100 * r.peak / 100) as bigint) as reach_100,
    r.src_row
from rows r
cross join facts f
