-- The one reading of the rows: each event with what a visit or a view of a page is made of.
with named as (
  select columns(r.*), list_transform(r.params, lambda p: p.key) as keys from rows r
), cut as (
  select
    columns(n.* exclude (params, keys)),
    n.params[list_position(n.keys, 'ga_session_id')].value as visit,
    n.params[list_position(n.keys, 'ga_session_number')].value as visit_number,
    n.params[list_position(n.keys, 'engagement_time_msec')].value as engaged_ms,
    n.params[list_position(n.keys, 'session_engaged')].value as engaged,
    n.params[list_position(n.keys, 'percent_scrolled')].value as scrolled,
    n.params[list_position(n.keys, 'traffic_type')].value.string_value as traffic_type,
    split_part(split_part(n.params[list_position(n.keys, 'page_location')].value.string_value,
      '?', 1), '#', 1) as page_url
  from named n
)
select
  user_key, visit.int_value::varchar as visit, event_name, visit_number.int_value as visit_number,
  engaged_ms.int_value as engaged_ms, scrolled.int_value as scrolled, at_us,
  coalesce(engaged.string_value, engaged.int_value::varchar) in ('1', 'true') as engaged,
  case when contains(page_url, '://')
    then coalesce(substr(page_url, nullif(strpos(substr(page_url, 9), '/'), 0) + 8), '/')
    else nullif(page_url, '') end as page_path,
  traffic_type = 'internal' as internal, visit_origin.manual_campaign.source as visit_source,
  visit_origin.cross_channel_campaign.default_channel_group as channel,
  visit_origin.manual_campaign.medium as visit_medium,
  event_origin.manual_source as event_source, event_origin.manual_medium as event_medium, src_row
from cut
