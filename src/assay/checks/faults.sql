-- What a check may not return; each column is null where there is nothing to say.
select
  (select min('') from judged where subject is null) as nameless,
  (select min(subject) from
     (select subject from judged where subject is not null
      group by subject having count(*) > 1)) as twice,
  (select min(j.subject) from judged as j
   where j.subject is not null
     and not exists (select 1 from population as p where p.subject = j.subject)
  ) as stranger,
  (select min(verdict) from judged
   where verdict not in ('met', 'not_met', 'unknown', 'not_applicable')) as word
