select module_id as subject, service, region, validated_until as at,
       case when certificate is null then 'not_met'
            when validation_status in ('historical', 'revoked') then 'not_met'
            when validated_until <= $at then 'not_met'
            when validation_status = 'active' and validated_until > $at then 'met'
            else 'unknown' end as verdict,
       case when certificate is null then 'it has no certificate'
            else 'certificate ' || certificate || ', ' || coalesce(validation_status, 'status not known') || ' until '
              || coalesce(cast(validated_until as varchar), 'a day not recorded') end as reason
from crypto_module
