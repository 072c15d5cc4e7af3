SELECT id, campaign_type, instance_name, email_template, sms_template, active_start_date, active_end_date, metadata,
  org_id
FROM source_campaign_instances
ORDER BY row_number
