select bucket_id as subject, service, region, observed_at as at,
       case when tls_only then 'met'
            when not tls_only then 'not_met'
            else 'unknown' end as verdict,
       case when tls_only then 'plain connections are refused'
            when not tls_only then 'plain connections are accepted'
            else 'it is not known whether plain connections are refused' end as reason
from storage_bucket
