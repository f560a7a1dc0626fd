select bucket_id as subject, service, region, observed_at as at,
       case when logging then 'met'
            when not logging then 'not_met'
            else 'unknown' end as verdict,
       case when logging then 'access is logged'
            when not logging then 'access is not logged'
            else 'it is not known whether access is logged' end as reason
from storage_bucket
