-- The history of the input. Emails that are queued for simulated days become sent when their day is over.
CREATE OR REPLACE TEMP TABLE sim_before AS
SELECT
  id, contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id, actual_send_date,
  parent_schedule_id,
  coalesce(actual_send_date, scheduled_send_date) AS sent_on,
  coalesce(status IN ('scheduled', 'processing') AND sent_on >= getvariable('first_day'), false) AS queued
FROM source_email_schedules
SEMI JOIN sim_present USING (contact_id)
WHERE status IN ('scheduled', 'processing', 'sent', 'delivered')
