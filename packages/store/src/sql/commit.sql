-- name: suppressed
-- The opt-outs that stop emails now. Rows that they stopped when the run began are skipped already.
CREATE OR REPLACE TEMP TABLE commit_suppressed AS
SELECT * FROM ({{opt_outs}}) WHERE {{look}}

-- name: taken
-- Emails that were claimed, sent or added to history since the run began.
CREATE OR REPLACE TEMP TABLE commit_taken AS
SELECT contact_id, email_type, campaign_instance_id, parent_schedule_id, event_date,
  coalesce(timezone('America/Chicago', actual_send_datetime)::DATE, scheduled_send_date) AS sent_on
FROM email_schedules
WHERE changed_in > $snapshot AND status IN ('scheduled', 'processing', 'sent', 'delivered')

-- name: left_out
-- The positions of planned rows that are not written to the store. If the event date of a taken email is unknown, every
-- planned row that could be this email is left out. A row that is left out wrongly comes back with the next run,
-- whereas a duplicate would be sent.
CREATE OR REPLACE TEMP TABLE commit_left_out AS
WITH planned AS (
  SELECT {{position}} AS position, contact_id, email_type, campaign_instance_id, parent_schedule_id, event_date, ideal_send_date,
    metadata, status
  FROM {{planned}}
)
SELECT position FROM planned SEMI JOIN commit_gone USING (contact_id)
UNION
SELECT e.position
FROM planned e
SEMI JOIN commit_suppressed o ON o.contact_id = e.contact_id AND {{stops}}
WHERE e.status = 'pre-scheduled'
UNION
SELECT p.position
FROM planned p
JOIN commit_taken t ON t.contact_id = p.contact_id
WHERE p.status = 'pre-scheduled' AND CASE
  WHEN p.parent_schedule_id IS NOT NULL THEN t.parent_schedule_id = p.parent_schedule_id
  ELSE t.email_type = p.email_type AND t.campaign_instance_id IS NOT DISTINCT FROM p.campaign_instance_id
    AND CASE
      WHEN t.event_date IS NOT NULL THEN t.event_date = p.event_date
      WHEN p.campaign_instance_id IS NOT NULL THEN true
      ELSE t.sent_on BETWEEN p.ideal_send_date - 60 AND greatest(p.event_date, p.ideal_send_date + 30)
    END
END

-- name: last_id
SELECT greatest(last_schedule_id, (SELECT coalesce(max(id), 0) FROM emails)) AS last_id FROM store_state

-- name: rows
-- The rows of the run without those left out. The ids follow the order of the files and of the rows in them.
SELECT
  $last_id::BIGINT + {{position}} AS id,
  contact_id, org_id, email_type, scheduled_send_date, scheduled_send_time, send_at, status, skip_reason, priority,
  campaign_instance_id, email_template, sms_template, event_date, ideal_send_date, moved_by, parent_schedule_id, metadata,
  scheduler_run_id, time_zone, sms_send_at, sms_skip_reason, $revision::BIGINT AS changed_in
FROM {{planned}}
WHERE {{kept}}

-- name: inserted
SELECT count(*) AS rows FROM emails WHERE changed_in = $revision

-- name: gone
-- Contacts of the run that the store no longer has.
CREATE OR REPLACE TEMP TABLE commit_gone AS
SELECT contact_id FROM {{contacts}} ANTI JOIN contacts ON id = contact_id WHERE {{look}}

-- name: any_to_leave_out
-- If nothing has changed since the run began, the rows of the run need not be checked.
SELECT EXISTS (FROM commit_gone) OR EXISTS (FROM commit_suppressed) OR EXISTS (FROM commit_taken) AS "any"

-- name: first_positions
-- The number of rows of each file, and the number of rows in the files before it.
SELECT num_rows AS rows, (sum(num_rows) OVER (ORDER BY file_name) - num_rows)::BIGINT AS first
FROM parquet_file_metadata({{files}})
ORDER BY file_name
