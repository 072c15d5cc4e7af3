-- Rows of earlier runs and of the sender. `settles`: a fact, not a plan.
CREATE OR REPLACE TEMP TABLE verify_history AS
SELECT
  id,
  contact_id,
  email_type,
  status,
  status <> 'pre-scheduled' AS settles,
  coalesce(actual_send_date, scheduled_send_date) AS sent_on,
  event_date,
  campaign_instance_id,
  parent_schedule_id
FROM source_email_schedules
SEMI JOIN verify_contact ON verify_contact.id = contact_id
WHERE status IN ('scheduled', 'processing', 'sent', 'delivered', 'pre-scheduled')
  AND contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
