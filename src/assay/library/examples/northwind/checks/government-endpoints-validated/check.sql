select e.endpoint_id as subject, e.service, e.region, e.observed_at as at,
       case when e.fips_module is null then 'not_met'
            when m.validation_status in ('historical', 'revoked') then 'not_met'
            when m.validated_until <= $at then 'not_met'
            when m.validation_status = 'active' and m.validated_until > $at then 'met'
            else 'unknown' end as verdict,
       case when e.fips_module is null then 'no validated module ends TLS here'
            when m.module_id is null then e.fips_module || ' is not among the modules seen'
            else e.fips_module || ': ' || coalesce(m.validation_status, 'status not known') || ' until '
              || coalesce(cast(m.validated_until as varchar), 'a day not recorded') end as reason
from endpoint as e left join crypto_module as m on e.fips_module = m.module_id
where e.protocol = 'https' and e.region in ('us-gov-west-1', 'us-gov-east-1')
