select volume_id as subject, service, region, key_rotated_at as at,
       case when not encrypted then 'not_applicable'
            when key_rotated_at + interval 365 day >= $at and encrypted then 'met'
            when key_rotated_at + interval 365 day < $at and encrypted then 'not_met'
            else 'unknown' end as verdict,
       case when not encrypted then 'there is no key: it is not encrypted'
            when encrypted is null then 'it is not known whether it is encrypted'
            else 'key last rotated: ' || coalesce(cast(key_rotated_at as varchar), 'not recorded') end as reason
from encryption
