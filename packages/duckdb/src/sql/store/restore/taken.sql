-- Emails that have been claimed or sent since the backup. Only the current store knows what became of them.
CREATE OR REPLACE TEMP TABLE commit_taken AS
SELECT now.contact_id, now.email_type, now.campaign_instance_id, now.parent_schedule_id, now.event_date,
  coalesce(timezone('America/Chicago', now.actual_send_datetime)::DATE, now.scheduled_send_date) AS sent_on
FROM {{email_schedules}} now
WHERE now.status IN ('scheduled', 'processing', 'sent', 'delivered')
  AND now.id NOT IN (SELECT id FROM email_schedules WHERE status NOT IN ('pre-scheduled', 'skipped'))
