SELECT id, campaign_type, instance_name, email_template, sms_template, active_start_date::VARCHAR AS active_start_date,
  active_end_date::VARCHAR AS active_end_date, metadata, org_id
FROM campaign_instances
ORDER BY id
