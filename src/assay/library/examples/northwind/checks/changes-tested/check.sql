select change_id as subject, service, region, coalesce(deployed_at, observed_at) as at,
       case when deployed_at is null then 'not_applicable'
            when tested_at > deployed_at then 'not_met'
            when tested_at <= deployed_at then 'met'
            else 'unknown' end as verdict,
       case when deployed_at is null then 'not in production yet'
            when tested_at is null then 'no passed test has been seen'
            else 'tests passed on ' || cast(tested_at as varchar) || ', deployed on ' || cast(deployed_at as varchar)
            end as reason
from change
where kind is null or kind <> 'emergency'
