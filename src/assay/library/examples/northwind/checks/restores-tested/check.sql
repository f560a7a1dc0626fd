select test_id as subject, service, region, coalesce(tested_at, due_at) as at,
       case when not succeeded then 'not_met'
            when tested_at > due_at then 'not_met'
            when tested_at is null and due_at < $at then 'not_met'
            when tested_at is null and due_at >= $at then 'not_applicable'
            when succeeded and tested_at <= due_at then 'met'
            else 'unknown' end as verdict,
       case when not succeeded then 'the data did not come back whole'
            when due_at is null then 'it is not recorded when it was due'
            when tested_at is null then 'due on ' || cast(due_at as varchar) || ', not done'
            when succeeded is null then 'tested on ' || cast(tested_at as varchar) || ', outcome not recorded'
            else 'due on ' || cast(due_at as varchar) || ', tested on ' || cast(tested_at as varchar)
              || coalesce(', took ' || cast(minutes as varchar) || ' minutes', '') end as reason
from restore_test
