select policy_id as subject, service, region, observed_at as at,
       case when approved_by is null then 'not_met'
            when review_due_at < $at then 'not_met'
            when not published then 'not_met'
            when published and reviewed_at <= $at and review_due_at >= $at then 'met'
            else 'unknown' end as verdict,
       case when approved_by is null then 'nobody is recorded as having approved it'
            when review_due_at < $at then 'its review was due on ' || cast(review_due_at as varchar)
            when not published then 'those bound by it cannot read it'
            when published and reviewed_at <= $at and review_due_at >= $at
              then 'approved by ' || approved_by || ', reviewed on ' || cast(reviewed_at as varchar)
            else 'it is not known when it was reviewed, when the next review is due, or whether it is published'
            end as reason
from policy
