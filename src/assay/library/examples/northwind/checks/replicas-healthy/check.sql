select replica_id as subject, service, region, observed_at as at,
       case when not healthy then 'not_met'
            when lag_seconds > $most_seconds then 'not_met'
            when healthy and lag_seconds <= $most_seconds then 'met'
            else 'unknown' end as verdict,
       case when not healthy then 'it is not healthy'
            when healthy is null then 'its health was not reported'
            when lag_seconds is null then 'healthy, but how far behind was not reported'
            when lag_seconds > $most_seconds then 'more than ' || cast($most_seconds as varchar) || ' seconds behind'
            else 'healthy, at most ' || cast($most_seconds as varchar) || ' seconds behind' end as reason
from replica
