-- Emails that were claimed, sent or added to history since the run began.
CREATE OR REPLACE TEMP TABLE commit_taken AS
SELECT contact_id, email_type, campaign_instance_id, parent_schedule_id, event_date,
  coalesce(timezone('America/Chicago', actual_send_datetime)::DATE, scheduled_send_date) AS sent_on
FROM email_schedules
WHERE changed_in > $snapshot AND status IN ('scheduled', 'processing', 'sent', 'delivered')
