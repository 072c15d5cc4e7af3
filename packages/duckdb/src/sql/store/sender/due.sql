SELECT id, contact_id, org_id, email_type, scheduled_send_date, scheduled_send_time, send_at, status, priority,
  campaign_instance_id, email_template, sms_template, event_date, parent_schedule_id, metadata, claimed_by, claimed_at
FROM email_schedules
WHERE {{rows}}
ORDER BY priority, id
{{limit}}
