SELECT contact_id, campaign_instance_id, trigger_date, status, metadata
FROM source_contact_campaigns
ORDER BY row_number
