select incident_id as subject, service, region, detected_at as at,
       case when resolved_at <= due_at then 'met'
            when resolved_at > due_at then 'not_met'
            when resolved_at is null and due_at < $at then 'not_met'
            when resolved_at is null and due_at >= $at then 'not_applicable'
            else 'unknown' end as verdict,
       case when due_at is null then 'its severity, or when it was detected, is not recorded'
            else severity || ', to be resolved by ' || cast(due_at as varchar) || ', resolved '
              || coalesce(cast(resolved_at as varchar), 'not yet') end as reason
from (
  select incident_id, service, region, severity, detected_at, resolved_at,
         case when severity = 'critical' then detected_at + interval 24 hour
              when severity = 'high' then detected_at + interval 72 hour
              when severity = 'medium' then detected_at + interval 14 day
              when severity = 'low' then detected_at + interval 60 day end as due_at
  from incident
) as i
