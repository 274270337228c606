-- web_session in the audited period, as measures read it: own network as plain yes or no, and the
-- day on which the visit began in the audit's time zone.
select
  s.session_id, s.user_key, s.client_id, s.start, s.duration_s, s.engaged_s, s.engaged,
  s.channel_group, s.first_user_channel, s.source, s.medium, s.session_number,
  coalesce(s.internal, false) as internal,
  (s.start at time zone c.timezone)::date as day,
  s.src_system, s.src_file, s.src_row
from web_session s
cross join config c
where s.start >= c.period_start::timestamp at time zone c.timezone
  and s.start < (c.period_end + 1)::timestamp at time zone c.timezone
