select g.grant_id as subject, g.service, g.region, g.granted_at as at,
       case when g.approved_by is null then 'not_met'
            when g.approved_by = g.requested_by then 'not_met'
            when g.approved_by = a.worker_id then 'not_met'
            when g.approved_at > g.granted_at then 'not_met'
            when g.approved_at <= g.granted_at and g.requested_by is not null
              and (a.worker_id is not null or a.kind = 'service') then 'met'
            else 'unknown' end as verdict,
       case when g.approved_by is null then 'no approval is recorded'
            when g.approved_by = g.requested_by then g.approved_by || ' approved what they had asked for'
            when g.approved_by = a.worker_id then g.approved_by || ' approved access for themselves'
            when g.approved_at > g.granted_at
              then 'took effect on ' || cast(g.granted_at as varchar) || ', approved on ' || cast(g.approved_at as varchar)
            when a.account_id is null then 'the account that holds it is not known'
            when g.requested_by is null then 'it is not recorded who asked'
            when g.approved_at is null or g.granted_at is null then 'it is not recorded when'
            when a.worker_id is null and a.kind <> 'service' then 'the account that holds it has no person'
            else 'approved by ' || g.approved_by || ' on ' || cast(g.approved_at as varchar) end as reason
from access_grant as g left join account as a on g.account_id = a.account_id
