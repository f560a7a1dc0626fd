select a.account_id as subject, a.service, a.region, a.observed_at as at,
       case when not a.enabled then 'not_applicable'
            when a.worker_id is null then 'not_met'
            when w.worker_id is null then 'unknown'
            when a.enabled then 'met'
            else 'unknown' end as verdict,
       case when not a.enabled then 'disabled'
            when a.worker_id is null then 'it belongs to nobody'
            when w.worker_id is null then 'its person, ' || a.worker_id || ', is not in the personnel records'
            when a.enabled then 'belongs to ' || a.worker_id
            else 'it is not known whether it is enabled' end as reason
from account as a left join worker as w on a.worker_id = w.worker_id
where a.kind = 'person'
