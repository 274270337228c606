-- from_day, to_day: an increment in days of the episode's life; off_28: a snapshot's from day 28
with stats as (
  select s.item_id, s.src_system as source, s.src_file, s.src_row, s.plays_day28, s.followers,
    case when count(s.plays) over app > 0 then s.plays when count(s.streams) over app > 0
      then s.streams else s.downloads end as plays, s.period_end, c.as_of, c.min_age_days,
    (s.published at time zone c.timezone)::date as day,
    coalesce(s.overlap = 'overlapping period', false) as clash,
    case when not s.is_snapshot then s.period_start - day end as from_day,
    case when not s.is_snapshot then s.period_end - day end as to_day,
    case when s.is_snapshot then s.observed_on - day - 28 end as off_28
  from content_row s cross join config c
  where s.channel = 'podcast' and s.overlap is distinct from 'inside a longer row'
    and day between c.period_start and c.period_end window app as (partition by s.src_system)
), episodes as (
  select item_id, source, day, as_of - day < min_age_days as young, min_age_days,
    min({'file': src_file, 'line': src_row}) as src, count(*) as src_rows, bool_or(clash) as clash,
    max_by(followers, period_end) as followers,
    coalesce(max(plays_day28), case when min(from_day) <= 0 and max(to_day) >= 27
      and not bool_or(clash or from_day <= 27 and to_day > 27 or to_day <= 27 and plays is null)
      then sum(plays) filter (to_day <= 27) end, min_by(plays, 2 * abs(off_28) + (off_28 < 0)::int)
        filter (abs(off_28) <= 2))::bigint as plays_day28
  from stats group by item_id, source, day, as_of, min_age_days
)
select item_id as unit, day as observed_on, source as segment, src.file as src_file,
  src.line as src_row, src_rows, source, 'source ' || source as noted, plays_day28, followers,
  case when young then 'younger than ' || min_age_days || ' days'
    when clash and plays_day28 is null then 'overlapping period' end as excluded,
  case when source = (select source from episodes where not young group by source order by
    sum(plays_day28) desc nulls last, source limit 1) then plays_day28 end
    as plays_of_leading_source from episodes
