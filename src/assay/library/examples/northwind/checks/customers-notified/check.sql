select incident_id as subject, service, region, detected_at as at,
       case when not customers_affected then 'not_applicable'
            when notified_at <= detected_at + interval 72 hour and customers_affected then 'met'
            when notified_at > detected_at + interval 72 hour and customers_affected then 'not_met'
            when notified_at is null and detected_at + interval 72 hour < $at and customers_affected then 'not_met'
            when notified_at is null and detected_at + interval 72 hour >= $at and customers_affected then 'not_applicable'
            else 'unknown' end as verdict,
       case when not customers_affected then 'no customers were affected'
            when customers_affected is null then 'it is not known whether customers were affected'
            when detected_at is null then 'it is not recorded when it was detected'
            else 'detected on ' || cast(detected_at as varchar) || ', customers told '
              || coalesce('on ' || cast(notified_at as varchar), 'not yet') end as reason
from incident
