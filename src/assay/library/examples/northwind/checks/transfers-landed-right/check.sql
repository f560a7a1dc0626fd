select transfer_id as subject, service, region, started_at as at,
       case when landed = destination then 'met'
            when landed <> destination then 'not_met'
            else 'unknown' end as verdict,
       'meant for ' || coalesce(destination, 'a place not recorded') || ', landed in '
         || coalesce(landed, 'a place not recorded') as reason
from data_transfer
