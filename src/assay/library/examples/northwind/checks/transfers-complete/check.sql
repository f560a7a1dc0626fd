select transfer_id as subject, service, region, started_at as at,
       case when not encrypted or not checksum_ok then 'not_met'
            when received_items <> expected_items then 'not_met'
            when encrypted and checksum_ok and received_items = expected_items then 'met'
            else 'unknown' end as verdict,
       case when not encrypted then 'it was not encrypted on the way'
            when not checksum_ok then 'checksums did not agree'
            when encrypted is null or checksum_ok is null then 'encryption or checksums were not recorded'
            else coalesce(cast(received_items as varchar), 'an unknown number') || ' of '
              || coalesce(cast(expected_items as varchar), 'an unknown number') || ' items received' end as reason
from data_transfer
