select
  'the file holds no ' || what || ': what is counted from them is missing, not nought' as warning
from (
  select
    unnest(['sendings', 'opens', 'clicks']) as what,
    unnest([bool_or(sent), sum(opens) > 0, sum(clicks) > 0]) as held
  from recipient
)
where not held
union all
select
  'the file holds no deliveries: every message that did not bounce is taken as delivered'
from recipient
having bool_or(sent) and not bool_or(delivered)
union all
select
  'the file holds no bounce either: delivered is the same as sent'
from recipient
having bool_or(sent) and not bool_or(delivered) and not bool_or(bounced)
union all
select
  'events without a recipient, in no count: ' || sum(src_rows)
from recipient
where person is null
having count(*) > 0
