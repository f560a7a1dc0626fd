select t.record_id as subject, t.service, t.region, t.due_at as at,
       case when t.completed_at <= t.due_at then 'met'
            when t.completed_at > t.due_at then 'not_met'
            when t.due_at >= $at then 'not_applicable'
            when w.status = 'leave' or w.left_at <= t.due_at then 'not_applicable'
            when t.due_at < $at and w.status is not null then 'not_met'
            else 'unknown' end as verdict,
       case when t.due_at is null then 'it is not recorded when it was due'
            when t.completed_at is not null
              then 'due on ' || cast(t.due_at as varchar) || ', completed on ' || cast(t.completed_at as varchar)
            when t.due_at >= $at then 'due on ' || cast(t.due_at as varchar) || ', still in time'
            when w.status = 'leave' or w.left_at <= t.due_at then 'the person is on leave or had left'
            when w.status is not null then 'due on ' || cast(t.due_at as varchar) || ', not completed'
            else 'not completed, and the person is not in the personnel records' end as reason
from training as t left join worker as w on t.worker_id = w.worker_id
