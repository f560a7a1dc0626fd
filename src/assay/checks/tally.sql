-- How many got each verdict, by service and region, counted from the rows as written.
select coalesce(service, '') as service, coalesce(region, '') as region,
       coalesce(sum(n) filter (where verdict = 'met'), 0) as met,
       coalesce(sum(n) filter (where verdict = 'not_met'), 0) as not_met,
       coalesce(sum(n) filter (where verdict = 'unknown'), 0) as unknown,
       coalesce(sum(n) filter (where verdict = 'not_applicable'), 0) as not_applicable
from (select service, region, verdict, count(*) as n from written group by all)
group by all
order by all
