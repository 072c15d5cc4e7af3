SELECT count(DISTINCT contact_id)::INTEGER AS contacts
FROM email_schedules
WHERE campaign_instance_id = $instance::BIGINT AND starts_with(email_type, 'campaign_')
  AND status IN ('scheduled', 'processing', 'sent', 'delivered')
