select resource_id as subject, service, region, observed_at as at,
       case when owner is not null and environment in ('production', 'staging', 'development') then 'met'
            when owner is null and created_at + interval 7 day < $at then 'not_met'
            when environment not in ('production', 'staging', 'development') then 'not_met'
            when owner is null and created_at + interval 7 day >= $at then 'not_applicable'
            else 'unknown' end as verdict,
       case when owner is null and created_at + interval 7 day >= $at then 'created this week, owner not due yet'
            when owner is null then 'no owner since ' || coalesce(cast(created_at as varchar), 'an unknown day')
            when environment is null then 'its environment is not recorded'
            else 'owned by ' || owner || ', ' || environment end as reason
from resource
