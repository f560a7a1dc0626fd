select account_id as subject, service, region, observed_at as at,
       case when not enabled then 'not_applicable'
            when mfa then 'met'
            when not mfa and enabled and (privileged or kind = 'person') then 'not_met'
            else 'unknown' end as verdict,
       case when not enabled then 'disabled'
            when mfa then 'a second factor is enforced'
            when not mfa and privileged is null then 'no second factor, and it is not known whether it can administer'
            when not mfa then 'no second factor is enforced'
            else 'it is not known whether a second factor is enforced' end as reason
from account
where privileged is null or privileged or kind = 'person'
