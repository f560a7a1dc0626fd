select test_id as subject, service, region, coalesce(tested_at, due_at) as at,
       case when crossed then 'not_met'
            when tested_at > due_at then 'not_met'
            when tested_at is null and due_at < $at then 'not_met'
            when tested_at is null and due_at >= $at then 'not_applicable'
            when not crossed and tested_at <= due_at then 'met'
            else 'unknown' end as verdict,
       case when crossed then 'the boundary ' || target || ' was crossed'
            when due_at is null then 'it is not recorded when it was due'
            when tested_at is null then 'due on ' || cast(due_at as varchar) || ', not done'
            when crossed is null then 'tested on ' || cast(tested_at as varchar) || ', not concluded'
            else 'due on ' || cast(due_at as varchar) || ', tested on ' || cast(tested_at as varchar)
              || ', the boundary held' end as reason
from tenant_isolation
