-- How many got each verdict, by service and region, counted from the rows as written.
select coalesce(service, '') as service, coalesce(region, '') as region,
       count(*) filter (where verdict = 'met') as met,
       count(*) filter (where verdict = 'not_met') as not_met,
       count(*) filter (where verdict = 'unknown') as unknown,
       count(*) filter (where verdict = 'not_applicable') as not_applicable
from written
group by all
order by all
