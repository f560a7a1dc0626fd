select change_id as subject, service, region, coalesce(deployed_at, observed_at) as at,
       case when deployed_at is null then 'not_applicable'
            when not documented then 'not_met'
            when approved_by = author then 'not_met'
            when approved_at > deployed_at + interval 48 hour then 'not_met'
            when approved_by is null and deployed_at + interval 48 hour < $at then 'not_met'
            when approved_by is null and deployed_at + interval 48 hour >= $at then 'not_applicable'
            when documented and approved_by <> author and approved_at <= deployed_at + interval 48 hour then 'met'
            else 'unknown' end as verdict,
       case when deployed_at is null then 'not in production'
            when not documented then 'it has no description'
            when approved_by = author then author || ' approved their own change'
            when documented is null then 'it is not known whether it has a description'
            when author is null then 'its author is not recorded'
            else 'deployed on ' || cast(deployed_at as varchar) || ', approved '
              || coalesce('by ' || approved_by || ' on ' || coalesce(cast(approved_at as varchar), 'a day not recorded'), 'by nobody')
            end as reason
from change
where kind = 'emergency'
