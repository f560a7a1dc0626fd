select resource_id as subject, service, region, min(observed_at) as at,
       case when count(distinct zone) >= $zones then 'met'
            when count(zone) = count(*) then 'not_met'
            else 'unknown' end as verdict,
       cast(count(distinct zone) as varchar) || ' zones seen, '
         || cast(count(*) - count(zone) as varchar) || ' replicas in a zone not reported' as reason
from replica
group by resource_id, service, region
