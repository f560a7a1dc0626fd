select account_id as subject, service, region, observed_at as at,
       case when not enabled then 'not_applicable'
            when kind = 'shared' then 'not_met'
            when kind in ('person', 'service', 'system') then 'met'
            else 'unknown' end as verdict,
       case when not enabled then 'disabled'
            when kind = 'shared' then name || ' is used by several people'
            when kind is null then 'it is not known what kind of account it is'
            else 'an account of kind ' || kind end as reason
from account
