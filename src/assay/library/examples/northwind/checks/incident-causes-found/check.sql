select incident_id as subject, service, region, coalesce(resolved_at, detected_at) as at,
       case when resolved_at is null then 'not_applicable'
            when root_cause = 'undetermined' then 'unknown'
            when root_cause is not null then 'met'
            when resolved_at + interval 10 day < $at then 'not_met'
            else 'not_applicable' end as verdict,
       case when resolved_at is null then 'still open'
            when root_cause is not null then 'cause: ' || root_cause
            else 'no cause recorded since it was resolved on ' || cast(resolved_at as varchar) end as reason
from incident
where severity in ('critical', 'high')
