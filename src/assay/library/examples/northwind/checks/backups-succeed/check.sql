select run_id as subject, service, region, scheduled_at as at,
       case when succeeded then 'met'
            when not succeeded then 'not_met'
            when finished_at is null and scheduled_at + interval 24 hour < $at then 'not_met'
            when finished_at is null and scheduled_at + interval 24 hour >= $at then 'not_applicable'
            else 'unknown' end as verdict,
       case when succeeded then 'succeeded'
            when not succeeded then 'failed'
            when scheduled_at is null then 'it is not recorded when it was to start'
            when finished_at is null then 'started on ' || cast(scheduled_at as varchar) || ', has not ended'
            else 'ended on ' || cast(finished_at as varchar) || ', outcome not recorded' end as reason
from backup_run
