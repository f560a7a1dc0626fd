select a.account_id as subject, a.service, a.region, coalesce(w.left_at, a.observed_at) as at,
       case when a.disabled_at <= w.left_at + interval 24 hour and not a.enabled then 'met'
            when a.disabled_at > w.left_at + interval 24 hour then 'not_met'
            when a.enabled and a.observed_at > w.left_at + interval 24 hour then 'not_met'
            when a.enabled and a.observed_at <= w.left_at + interval 24 hour then 'not_applicable'
            else 'unknown' end as verdict,
       case when w.left_at is null then 'it is not recorded when ' || w.worker_id || ' left'
            when a.enabled is null then 'it is not known whether it is enabled'
            when a.enabled then w.worker_id || ' left on ' || cast(w.left_at as varchar) || ', still enabled on '
              || cast(a.observed_at as varchar)
            else w.worker_id || ' left on ' || cast(w.left_at as varchar) || ', disabled on '
              || coalesce(cast(a.disabled_at as varchar), 'a day not recorded') end as reason
from account as a join worker as w on a.worker_id = w.worker_id
where w.status = 'left' or w.left_at <= $at
