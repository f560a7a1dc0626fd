-- The verdict rows: everyone of the population, with what the check said of them.
select
  p.subject as subject,
  case when j.judged then j.service else p.service end as service,
  case when j.judged then j.region else p.region end as region,
  coalesce(j.at, $assay_at) as at,
  case
    when j.verdict is null then 'unknown'
    when j.verdict = 'met' and $assay_doubt is not null then 'unknown'
    else j.verdict
  end as verdict,
  case
    when j.judged is null then 'the check did not judge it'
    when j.verdict is null
      then 'the check gave no verdict' || coalesce(': ' || j.reason, '')
    when j.verdict = 'met' and $assay_doubt is not null
      then coalesce(j.reason || '; ', '') || $assay_doubt
    else coalesce(j.reason, '')
  end as reason
from population as p
left join
  (select true as judged, subject, service, region, at, verdict, reason from judged) as j
  on j.subject = p.subject
order by region nulls last, service nulls last, subject
