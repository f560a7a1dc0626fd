select volume_id as subject, service, region, observed_at as at,
       case when encrypted then 'met'
            when not encrypted then 'not_met'
            else 'unknown' end as verdict,
       case when encrypted then 'encrypted: ' || coalesce(method, 'by a method not recorded')
            when not encrypted then 'not encrypted'
            else 'it is not known whether it is encrypted' end as reason
from encryption
