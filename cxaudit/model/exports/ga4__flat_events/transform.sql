with sourced as (
  select
    columns(v.*), coalesce(v.visit_source, v.tagged.source) as source,
    coalesce(v.visit_medium, v.tagged.medium) as medium,
    '(^|[.])(linkedin|lnkd|xing|facebook|instagram|twitter|t[.]co|x[.]com|reddit|tiktok|threads)'
      as social
  from visit v
)
select
  user_key || '.' || visit as session_id, user_key, make_timestamptz(first_at) as start,
  cast((last_at - first_at) // 1000 * 0.001 as decimal(18, 3)) as duration_s,
  case when (select count(engaged_ms) from visit) > 0
    then cast(coalesce(engaged_ms, 0) * 0.001 as decimal(18, 3)) end as engaged_s,
  engaged, source, medium, visit_number as session_number, internal, src_row, src_rows,
  case
    when channel is not null then channel
    when source = '(direct)' and medium in ('(none)', '(not set)') then 'Direct'
    when regexp_matches(source, social) and regexp_matches(medium, 'cp|ppc|retargeting|paid')
      then 'Paid Social'
    when regexp_matches(source, social) or regexp_matches(medium, '^(social|sm$)')
      then 'Organic Social'
    when regexp_matches(source || ' ' || medium, '(^| )e[-_ ]?mail( |$)') then 'Email'
    when medium = 'organic' then 'Organic Search'
    when medium in ('referral', 'app', 'link') then 'Referral'
    when source is not null or medium is not null then 'Unassigned' end as channel_group
from sourced
order by src_row
