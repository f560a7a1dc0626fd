-- The population counted apart from everything else.
select count(distinct subject) as subjects,
       count(*) filter (where subject is not null) as rows_seen,
       count(*) filter (where subject is null) as nameless
from seen
