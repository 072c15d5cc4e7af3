-- The emails sent since the first day, and the emails that were already queued before it.
SELECT
  id, contact_id, email_type, scheduled_send_date, 'sent' AS status, event_date, campaign_instance_id,
  sent_date AS actual_send_datetime, parent_schedule_id
FROM sim_sent
UNION ALL
SELECT
  id, contact_id, email_type, scheduled_send_date,
  CASE WHEN sent_on < getvariable('today') THEN 'sent' ELSE status END, event_date, campaign_instance_id,
  actual_send_date, parent_schedule_id
FROM sim_before
WHERE queued
