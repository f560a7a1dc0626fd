select grant_id as subject, service, region, granted_at as at,
       case when privileged is null then 'unknown'
            when expires_at is null then 'not_met'
            when expires_at > granted_at + interval 90 day then 'not_met'
            when expires_at <= granted_at + interval 90 day then 'met'
            else 'unknown' end as verdict,
       case when privileged is null then 'it is not recorded whether it is administrative'
            when expires_at is null then 'it has no end'
            when granted_at is null then 'it is not recorded when it took effect'
            else 'from ' || cast(granted_at as varchar) || ' to ' || cast(expires_at as varchar) end as reason
from access_grant
where privileged is null or privileged
