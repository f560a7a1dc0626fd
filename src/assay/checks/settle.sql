-- The verdict rows: everyone of the population, with what the check said of them.
-- A doubt takes away a pass where it reaches: everywhere, or in the places it names.
with placed as (
  select
    p.subject as subject,
    case when j.judged then j.service else p.service end as service,
    case when j.judged then j.region else p.region end as region,
    j.judged as judged, j.at as at, j.verdict as verdict, j.reason as reason
  from population as p
  left join
    (select true as judged, subject, service, region, at, verdict, reason
     from judged) as j
    on j.subject = p.subject
)
select
  subject,
  service,
  region,
  coalesce(at, $assay_at) as at,
  case
    when verdict is null then 'unknown'
    when verdict = 'met' and $assay_doubt is not null
      and (service is null or length($assay_services) = 0
           or list_contains($assay_services, service))
      and (region is null or length($assay_regions) = 0
           or list_contains($assay_regions, region))
      then 'unknown'
    else verdict
  end as verdict,
  case
    when judged is null then 'the check did not judge it'
    when verdict is null
      then 'the check gave no verdict' || coalesce(': ' || reason, '')
    when verdict = 'met' and $assay_doubt is not null
      and (service is null or length($assay_services) = 0
           or list_contains($assay_services, service))
      and (region is null or length($assay_regions) = 0
           or list_contains($assay_regions, region))
      then coalesce(reason || '; ', '') || $assay_doubt
    else coalesce(reason, '')
  end as reason
from placed
order by region nulls last, service nulls last, subject
