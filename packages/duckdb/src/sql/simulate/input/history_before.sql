SELECT
  id, contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id,
  actual_send_date AS actual_send_datetime, parent_schedule_id
FROM sim_before
WHERE NOT queued
