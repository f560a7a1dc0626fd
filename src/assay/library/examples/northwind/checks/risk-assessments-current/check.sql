select policy_id as subject, service, region, reviewed_at as at,
       case when approved_by is null then 'not_met'
            when reviewed_at + interval 365 day < $at then 'not_met'
            when reviewed_at + interval 365 day >= $at then 'met'
            else 'unknown' end as verdict,
       case when approved_by is null then 'nobody is recorded as having approved it'
            when reviewed_at is not null then 'last revised on ' || cast(reviewed_at as varchar)
            else 'no revision is recorded' end as reason
from policy
where policy_id like 'risk-%'
