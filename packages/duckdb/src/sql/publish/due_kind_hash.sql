hash(email_type, status, skip_reason, priority, campaign_instance_id, email_template, sms_template, moved_by,
  scheduled_send_time)
