select record_id as subject, service, region, required_at as at,
       case when acknowledged_at <= required_at + interval 30 day then 'met'
            when acknowledged_at > required_at + interval 30 day then 'not_met'
            when acknowledged_at is null and required_at + interval 30 day < $at then 'not_met'
            when acknowledged_at is null and required_at + interval 30 day >= $at then 'not_applicable'
            else 'unknown' end as verdict,
       case when required_at is null then 'it is not recorded when it was asked for'
            when acknowledged_at is null and required_at + interval 30 day >= $at
              then 'asked for on ' || cast(required_at as varchar) || ', still in time'
            else 'asked for on ' || cast(required_at as varchar) || ', given '
              || coalesce(cast(acknowledged_at as varchar), 'never') end as reason
from acknowledgement
