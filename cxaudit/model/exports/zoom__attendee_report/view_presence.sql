with spans as (
    select
        j.person_key, j.joined, j.left_at, j.minutes,
        max(j.left_at) over (
            partition by j.person_key
            order by j.joined, j.left_at, j.src_row
            rows between unbounded preceding and 1 preceding
        ) as seen_until
    from joins j
    where j.attended
)
select
    s.person_key,
    case
        when count(*) filter (where s.joined is null or s.left_at is null) > 0
        then sum(s.minutes)
        else cast(sum(greatest(
            0, date_diff('second', greatest(s.joined, s.seen_until), s.left_at)
        )) / 60 as decimal(18, 3))
    end as live_min
from spans s
group by s.person_key
