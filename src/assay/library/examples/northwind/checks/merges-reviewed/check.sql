select change_id as subject, service, region, deployed_at as at,
       case when not merged or signature in ('bad', 'none') then 'not_met'
            when merged and signature = 'good' then 'met'
            else 'unknown' end as verdict,
       case when not merged then 'pushed without a reviewed merge'
            when merged is null then 'it is not known whether it was merged after review'
            else 'a reviewed merge, signature: ' || coalesce(signature, 'not seen') end as reason
from change
where kind = 'normal' and deployed_at is not null
