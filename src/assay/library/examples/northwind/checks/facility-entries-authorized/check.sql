select entry_id as subject, service, region, entered_at as at,
       case when authorized_from is null then 'not_met'
            when entered_at < authorized_from then 'not_met'
            when entered_at > authorized_until then 'not_met'
            when entered_at >= authorized_from then 'met'
            else 'unknown' end as verdict,
       case when authorized_from is null then worker_id || ' had no authorization for ' || coalesce(facility, 'the place')
            when entered_at is null then 'it is not recorded when ' || worker_id || ' entered'
            else worker_id || ' entered on ' || cast(entered_at as varchar) || ', authorized from '
              || cast(authorized_from as varchar) || ' to ' || coalesce(cast(authorized_until as varchar), 'further notice')
            end as reason
from facility_access
where worker_id is not null
