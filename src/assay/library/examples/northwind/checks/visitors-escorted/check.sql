select f.entry_id as subject, f.service, f.region, f.entered_at as at,
       case when f.escorted_by is null then 'not_met'
            when w.left_at < f.entered_at then 'not_met'
            when w.worker_id is not null and f.entered_at is not null then 'met'
            else 'unknown' end as verdict,
       case when f.escorted_by is null then 'no escort is recorded'
            when w.worker_id is null then 'the escort, ' || f.escorted_by || ', is not in the personnel records'
            when f.entered_at is null then 'it is not recorded when the visitor entered'
            when w.left_at < f.entered_at then 'the escort, ' || f.escorted_by || ', had left before'
            else 'escorted by ' || f.escorted_by end as reason
from facility_access as f left join worker as w on f.escorted_by = w.worker_id
where f.worker_id is null
