select record_id as subject, service, region, access_from as at,
       case when access_from is null then 'not_applicable'
            when completed_at is null or not cleared then 'not_met'
            when completed_at > access_from then 'not_met'
            when cleared and completed_at <= access_from then 'met'
            else 'unknown' end as verdict,
       case when access_from is null then 'no access yet'
            when completed_at is null then 'access since ' || cast(access_from as varchar) || ', check not completed'
            when not cleared then 'access since ' || cast(access_from as varchar) || ', check not cleared'
            when cleared then 'check completed on ' || cast(completed_at as varchar)
              || ', access since ' || cast(access_from as varchar)
            else 'the outcome of the check is not recorded' end as reason
from screening
where kind = 'employment'
