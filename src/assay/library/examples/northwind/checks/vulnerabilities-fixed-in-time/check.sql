select vulnerability_id as subject, service, region, found_at as at,
       case when severity = 'low' then 'not_applicable'
            when severity not in ('critical', 'high', 'medium') then 'unknown'
            when fixed_at <= due_at then 'met'
            when fixed_at > due_at then 'not_met'
            when accepted_by is not null then 'not_applicable'
            when fixed_at is null and due_at < $at then 'not_met'
            when fixed_at is null and due_at >= $at then 'not_applicable'
            else 'unknown' end as verdict,
       case when severity = 'low' then 'no time is set for low severity'
            when due_at is null then 'its severity, or when it was first seen, is not known'
            when fixed_at is null and accepted_by is not null then 'the risk was accepted by ' || accepted_by
            else severity || ', to be fixed by ' || cast(due_at as varchar) || ', fixed '
              || coalesce(cast(fixed_at as varchar), 'not yet') end as reason
from (
  select vulnerability_id, service, region, severity, found_at, fixed_at, accepted_by,
         case when severity = 'critical' then found_at + interval 7 day
              when severity = 'high' then found_at + interval 14 day
              when severity = 'medium' then found_at + interval 60 day end as due_at
  from vulnerability
) as v
