select review_id as subject, service, region, due_at as at,
       case when completed_at > due_at then 'not_met'
            when completed_at is null and due_at < $at then 'not_met'
            when completed_at is null and due_at >= $at then 'not_applicable'
            when accounts_reviewed < accounts_in_scope then 'not_met'
            when completed_at <= due_at and accounts_reviewed >= accounts_in_scope then 'met'
            else 'unknown' end as verdict,
       case when due_at is null then 'it is not recorded when it was due'
            when completed_at is null then 'due on ' || cast(due_at as varchar) || ', not completed'
            when completed_at > due_at
              then 'due on ' || cast(due_at as varchar) || ', completed on ' || cast(completed_at as varchar)
            when accounts_reviewed is null or accounts_in_scope is null then 'it is not recorded how many accounts it covered'
            else 'completed on ' || cast(completed_at as varchar) || ', covered '
              || cast(accounts_reviewed as varchar) || ' of ' || cast(accounts_in_scope as varchar) || ' accounts'
            end as reason
from access_review
