-- The rows of the run without those left out. The ids follow the order of the files and of the rows in them.
SELECT
  $last_id::BIGINT + {{position}} AS id,
  contact_id, org_id, email_type, scheduled_send_date, scheduled_send_time, send_at, status, skip_reason, priority,
  campaign_instance_id, email_template, sms_template, event_date, ideal_send_date, moved_by, parent_schedule_id, metadata,
  scheduler_run_id, $revision::BIGINT AS changed_in
FROM {{planned}}
WHERE {{kept}}
