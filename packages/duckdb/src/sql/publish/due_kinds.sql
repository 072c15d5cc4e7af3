SELECT
  email_type, scheduled_send_time, status, skip_reason, priority, campaign_instance_id, email_template, sms_template,
  moved_by
FROM publish_due_kind
ORDER BY kind
