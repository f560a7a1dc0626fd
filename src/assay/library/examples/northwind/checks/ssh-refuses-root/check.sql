select setting_id as subject, service, region, observed_at as at,
       case when lower(value) = 'no' then 'met'
            when lower(value) <> 'no' then 'not_met'
            else 'unknown' end as verdict,
       case when value is null then 'the setting of ' || host || ' could not be read'
            else 'root logins on ' || host || ': ' || value end as reason
from host_setting
where area = 'sshd' and lower(name) = 'permitrootlogin'
