select endpoint_id as subject, service, region, observed_at as at,
       case when tls_version in ('TLSv1.2', 'TLSv1.3') then 'met'
            when tls_version in ('TLSv1.1', 'TLSv1', 'TLSv1.0', 'SSLv3', 'SSLv2') then 'not_met'
            else 'unknown' end as verdict,
       'lowest version accepted: ' || coalesce(tls_version, 'not seen') as reason
from endpoint
where protocol = 'https'
