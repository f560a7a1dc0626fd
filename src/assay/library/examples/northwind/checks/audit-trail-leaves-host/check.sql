select setting_id as subject, service, region, observed_at as at,
       case when value = 'on' then 'met'
            when value <> 'on' then 'not_met'
            else 'unknown' end as verdict,
       'forwarding of the audit trail of ' || host || ': ' || coalesce(value, 'could not be read') as reason
from host_setting
where area = 'audit' and name = 'forwarding'
