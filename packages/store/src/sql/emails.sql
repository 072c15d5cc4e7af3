-- name: insert
-- Finds labels by a hash of their texts. Comparing all texts row by row would take a tenth longer.
INSERT INTO emails BY NAME
SELECT
  e.* EXCLUDE (email_type, scheduled_send_time, skip_reason, email_template, sms_template, moved_by, scheduler_run_id),
  l.label
FROM {{rows}} e
JOIN (
  SELECT texts, CASE WHEN count(*) = 1 THEN min(label) ELSE error('two labels have one hash') END AS label
  FROM (
    SELECT label,
      hash(email_type, scheduled_send_time, skip_reason, email_template, sms_template, moved_by, scheduler_run_id) AS texts
    FROM email_labels
  )
  GROUP BY texts
) l ON l.texts = hash(
  e.email_type::VARCHAR, e.scheduled_send_time::VARCHAR, e.skip_reason::VARCHAR, e.email_template::VARCHAR,
  e.sms_template::VARCHAR, e.moved_by::VARCHAR, e.scheduler_run_id::VARCHAR
)

-- name: label
-- Adds labels for those combinations of texts in the rows that have no label yet.
INSERT INTO email_labels
SELECT (SELECT coalesce(max(label), 0) FROM email_labels) + row_number() OVER (), *
FROM (
  SELECT DISTINCT email_type, scheduled_send_time, skip_reason, email_template, sms_template, moved_by, scheduler_run_id
  FROM {{rows}}
  EXCEPT
  SELECT * EXCLUDE (label) FROM email_labels
)
