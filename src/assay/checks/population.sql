-- Everyone who must be judged, once; `seen` is the population's select.
select subject, min(service) as service, min(region) as region
from seen
where subject is not null
group by subject
