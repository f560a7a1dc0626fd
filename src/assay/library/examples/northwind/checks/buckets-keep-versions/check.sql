select bucket_id as subject, service, region, observed_at as at,
       case when versioning then 'met'
            when not versioning then 'not_met'
            else 'unknown' end as verdict,
       case when versioning then 'earlier versions are kept'
            when not versioning then 'earlier versions are not kept'
            else 'it is not known whether earlier versions are kept' end as reason
from storage_bucket
