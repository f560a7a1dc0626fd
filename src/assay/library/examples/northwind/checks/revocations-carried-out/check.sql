select review_id as subject, service, region, completed_at as at,
       case when completed_at is null then 'not_applicable'
            when revocations_requested = 0 then 'not_applicable'
            when revocations_done >= revocations_requested then 'met'
            when revocations_done < revocations_requested and completed_at + interval 7 day < $at then 'not_met'
            when revocations_done < revocations_requested then 'not_applicable'
            else 'unknown' end as verdict,
       case when completed_at is null then 'the review is not completed'
            when revocations_requested is null or revocations_done is null then 'the removals are not recorded'
            when revocations_requested = 0 then 'no removals were asked for'
            else cast(revocations_done as varchar) || ' of ' || cast(revocations_requested as varchar)
              || ' removals done since ' || cast(completed_at as varchar) end as reason
from access_review
