select bucket_id as subject, service, region, observed_at as at,
       case when public then 'not_met'
            when not public then 'met'
            else 'unknown' end as verdict,
       case when public then 'anyone can read it'
            when not public then 'public access is refused'
            else 'it is not known whether anyone can read it' end as reason
from storage_bucket
