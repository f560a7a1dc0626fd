select rule_id as subject, service, region, observed_at as at,
       case when source not in ('0.0.0.0/0', '::/0') then 'met'
            when direction is null then 'unknown'
            when protocol in ('udp', 'icmp') and source is not null then 'met'
            when protocol = 'any' and source is not null then 'not_met'
            when protocol = 'tcp' and source is not null and (
                   (port_from <= 22 and port_to >= 22)
                or (port_from <= 3389 and port_to >= 3389)
                or (port_from <= 5985 and port_to >= 5985)) then 'not_met'
            when protocol = 'tcp' and source is not null and port_from <= port_to then 'met'
            else 'unknown' end as verdict,
       case when source is null then 'it is not known from where it lets traffic in'
            when protocol is null then 'its protocol is not known'
            when direction is null then 'it is not known whether it lets traffic in'
            when protocol = 'tcp' and (port_from is null or port_to is null) then 'its ports are not known'
            else 'lets in ' || protocol || ' from ' || source || ', ports '
              || coalesce(cast(port_from as varchar), 'all') || ' to ' || coalesce(cast(port_to as varchar), 'all')
            end as reason
from network_rule
where direction is null or direction = 'in'
