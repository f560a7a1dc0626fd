select equipment_id as subject, service, region, coalesce(maintained_at, observed_at) as at,
       case when not test_passed then 'not_met'
            when maintenance_due_at < $at then 'not_met'
            when test_passed and maintenance_due_at >= $at then 'met'
            else 'unknown' end as verdict,
       case when not test_passed then 'the last test failed'
            when test_passed is null then 'no test has been seen'
            when maintenance_due_at is null then 'it is not recorded when maintenance is due'
            else 'last maintained: ' || coalesce(cast(maintained_at as varchar), 'never') || ', due on '
              || cast(maintenance_due_at as varchar) end as reason
from facility_equipment
