-- Adds labels for those combinations of texts in the rows that have no label yet.
INSERT INTO email_labels
SELECT (SELECT coalesce(max(label), 0) FROM email_labels) + row_number() OVER (), *
FROM (
  SELECT DISTINCT email_type, scheduled_send_time, skip_reason, email_template, sms_template, moved_by, scheduler_run_id
  FROM {{rows}}
  EXCEPT
  SELECT * EXCLUDE (label) FROM email_labels
)
