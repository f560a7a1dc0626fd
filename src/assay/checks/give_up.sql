-- Everyone of the population, unknown for one reason.
select subject, service, region, $assay_at as at,
       'unknown' as verdict, $assay_doubt as reason
from population
order by region nulls last, service nulls last, subject
