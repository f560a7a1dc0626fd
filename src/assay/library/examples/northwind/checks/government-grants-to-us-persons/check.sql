select g.grant_id as subject, g.service, g.region, g.granted_at as at,
       case when a.kind = 'service' then 'not_applicable'
            when w.us_person then 'met'
            when not w.us_person then 'not_met'
            else 'unknown' end as verdict,
       case when a.account_id is null then 'the account that holds it is not known'
            when a.kind = 'service' then 'held by a program'
            when w.worker_id is null then 'the person who holds it is not known'
            when w.us_person then w.worker_id || ' is a US person'
            when not w.us_person then w.worker_id || ' is not a US person'
            else 'it is not recorded whether ' || w.worker_id || ' is a US person' end as reason
from access_grant as g
left join account as a on g.account_id = a.account_id
left join worker as w on a.worker_id = w.worker_id
where g.region in ('us-gov-west-1', 'us-gov-east-1')
