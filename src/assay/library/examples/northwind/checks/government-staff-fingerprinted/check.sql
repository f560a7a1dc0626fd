select g.grant_id as subject, g.service, g.region, g.granted_at as at,
       case when a.kind = 'service' then 'not_applicable'
            when not s.cleared then 'not_met'
            when s.completed_at > g.granted_at then 'not_met'
            when s.record_id is not null and s.completed_at is null then 'not_met'
            when s.cleared and s.completed_at <= g.granted_at then 'met'
            else 'unknown' end as verdict,
       case when a.account_id is null then 'the account that holds it is not known'
            when a.kind = 'service' then 'held by a program'
            when s.record_id is null then 'no fingerprint check of the holder has been seen'
            when not s.cleared then 'the fingerprint check was not cleared'
            when s.completed_at is null then 'the fingerprint check is not completed'
            when s.cleared is null then 'the outcome of the fingerprint check is not recorded'
            else 'checked on ' || cast(s.completed_at as varchar) || ', access since '
              || coalesce(cast(g.granted_at as varchar), 'an unknown day') end as reason
from access_grant as g
left join account as a on g.account_id = a.account_id
left join screening as s on a.worker_id = s.worker_id and s.kind = 'fingerprint'
where g.region in ('us-gov-west-1', 'us-gov-east-1')
