select rule_id as subject, service, region, reviewed_at as at,
       case when approved_by is null then 'not_met'
            when reviewed_at + interval 183 day < $at then 'not_met'
            when reviewed_at + interval 183 day >= $at then 'met'
            else 'unknown' end as verdict,
       case when approved_by is null then 'no approval is recorded'
            when reviewed_at is null then 'no review has been seen'
            else 'approved by ' || approved_by || ', reviewed on ' || cast(reviewed_at as varchar) end as reason
from network_rule
