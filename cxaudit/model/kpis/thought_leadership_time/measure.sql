select
  reader as unit,
  day as observed_on,
  page_path as segment,
  case
    when internal then 'internal'
    when engaged_ms < 0 or duration_ms < 0 then 'negative time'
  end as excluded,
  src_file,
  src_row,
  1 as views,
  nullif(page_words, 0) as words,
  case when engaged_ms >= 0 then engaged_ms end as engaged_ms,
  duration_ms
from reading
