select result_id as subject, service, region, observed_at as at,
       case when outcome = 'pass' then 'met'
            when outcome = 'fail' and severity is not null then 'not_met'
            when outcome in ('not_applicable', 'not_selected') then 'not_applicable'
            else 'unknown' end as verdict,
       scanner || ', ' || rule || ': ' || coalesce(outcome, 'no outcome')
         || coalesce(' (' || detail || ')', '') || case when severity is null then ', severity not known' else '' end as reason
from scan_result
where severity is null or lower(severity) in ('critical', 'high')
