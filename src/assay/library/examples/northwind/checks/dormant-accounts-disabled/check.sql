select account_id as subject, service, region, observed_at as at,
       case when not enabled then 'not_applicable'
            when last_used_at + interval 90 day >= observed_at and enabled then 'met'
            when last_used_at + interval 90 day < observed_at and enabled then 'not_met'
            when created_at + interval 90 day >= observed_at and enabled then 'met'
            else 'unknown' end as verdict,
       case when not enabled then 'disabled'
            when enabled is null then 'it is not known whether it is enabled'
            when last_used_at is not null then 'last used on ' || cast(last_used_at as varchar)
            when created_at + interval 90 day >= observed_at then 'created on ' || cast(created_at as varchar)
            else 'no use of it has been seen' end as reason
from account
where kind = 'person'
