select bucket_id as subject, service, region, observed_at as at,
       case when encryption in ('provider', 'customer') then 'met'
            when encryption = 'none' then 'not_met'
            else 'unknown' end as verdict,
       case when encryption in ('provider', 'customer') then 'encrypted with a key of the ' || encryption
            when encryption = 'none' then 'not encrypted'
            else 'it is not known whether it is encrypted' end as reason
from storage_bucket
