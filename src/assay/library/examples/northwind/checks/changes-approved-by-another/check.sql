select change_id as subject, service, region, coalesce(deployed_at, observed_at) as at,
       case when deployed_at is null then 'not_applicable'
            when kind is null then 'unknown'
            when approved_by is null then 'not_met'
            when approved_by = author then 'not_met'
            when approved_at > deployed_at then 'not_met'
            when approved_at <= deployed_at and approved_by <> author then 'met'
            else 'unknown' end as verdict,
       case when deployed_at is null then 'not in production yet'
            when kind is null then 'it is not recorded whether it was an emergency'
            when approved_by is null then 'no approval is recorded'
            when approved_by = author then author || ' approved their own change'
            when author is null then 'its author is not recorded'
            when approved_at is null then 'it is not recorded when ' || approved_by || ' approved it'
            else 'approved by ' || approved_by || ' on ' || cast(approved_at as varchar)
              || ', deployed on ' || cast(deployed_at as varchar) end as reason
from change
where kind is null or kind <> 'emergency'
