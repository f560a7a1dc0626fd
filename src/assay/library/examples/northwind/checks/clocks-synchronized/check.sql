select host as subject, service, region, observed_at as at,
       case when not synchronized then 'not_met'
            when offset_ms > $most_ms or offset_ms < -$most_ms then 'not_met'
            when synchronized and offset_ms <= $most_ms and offset_ms >= -$most_ms then 'met'
            else 'unknown' end as verdict,
       case when not synchronized then 'the clock is not synchronized'
            when synchronized is null then 'it is not known whether the clock is synchronized'
            when offset_ms is null then 'synchronized, but the offset is not known'
            when offset_ms > $most_ms or offset_ms < -$most_ms
              then 'off by more than ' || cast($most_ms as varchar) || ' ms'
            else 'within ' || cast($most_ms as varchar) || ' ms' end as reason
from time_sync
