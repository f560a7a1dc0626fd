select resource_id as subject, service, region, observed_at as at,
       case when list_contains(tags, 'tenant=closed') then 'not_met'
            when list_contains(tags, 'tenant=closing') then 'not_applicable'
            when list_contains(tags, 'tenant=open') then 'met'
            else 'unknown' end as verdict,
       case when list_contains(tags, 'tenant=closed') then 'its customer left and the removal window is over'
            when list_contains(tags, 'tenant=closing') then 'its customer left; the removal window is open'
            when list_contains(tags, 'tenant=open') then 'its customer is with us'
            else 'it is not recorded whether its customer is with us' end as reason
from resource
where kind = 'tenant-store'
