select run_id as subject, service, region, finished_at as at,
       case when copied_to = region then 'not_met'
            when not checksum_ok then 'not_met'
            when copied_to <> region and checksum_ok then 'met'
            else 'unknown' end as verdict,
       case when copied_to = region then 'the only copy is in ' || region || ' too'
            when not checksum_ok then 'the copy does not match'
            when checksum_ok is null then 'it is not recorded whether the copy was verified'
            else 'copied to ' || coalesce(copied_to, 'a place not recorded') end as reason
from backup_run
where succeeded
