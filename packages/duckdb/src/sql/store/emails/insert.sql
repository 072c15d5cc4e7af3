INSERT INTO emails BY NAME
SELECT
  e.* EXCLUDE (email_type, scheduled_send_time, skip_reason, email_template, sms_template, moved_by, scheduler_run_id),
  l.label
FROM {{rows}} e
JOIN email_labels l
  ON l.email_type = e.email_type
  AND l.scheduled_send_time IS NOT DISTINCT FROM e.scheduled_send_time
  AND l.skip_reason IS NOT DISTINCT FROM e.skip_reason
  AND l.email_template IS NOT DISTINCT FROM e.email_template
  AND l.sms_template IS NOT DISTINCT FROM e.sms_template
  AND l.moved_by IS NOT DISTINCT FROM e.moved_by
  AND l.scheduler_run_id IS NOT DISTINCT FROM e.scheduler_run_id
