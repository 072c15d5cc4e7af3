-- The rows of the run for this chunk's range of ids. `kind`, `about` and `occurs` together identify
-- an email of a contact.
CREATE OR REPLACE TEMP TABLE verify_actual AS
SELECT
  contact_id, org_id, email_type, scheduled_send_date AS day, send_at, status, skip_reason AS reason, priority,
  campaign_instance_id AS instance_id, email_template, sms_template, event_date, ideal_send_date AS ideal, moved_by,
  parent_schedule_id AS parent_id, metadata,
  scheduled_send_time IS NOT DISTINCT FROM getvariable('send_time') AS at_send_time,
  CASE WHEN is_followup(email_type) THEN 'followup' ELSE coalesce(email_type, '') END AS kind,
  CASE WHEN is_followup(email_type) THEN parent_schedule_id ELSE campaign_instance_id END AS about,
  CASE WHEN NOT is_followup(email_type) THEN event_date END AS occurs
FROM run_schedules
WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
  OR contact_id IS NULL AND getvariable('is_first_chunk')
