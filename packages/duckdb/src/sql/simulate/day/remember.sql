CREATE OR REPLACE TEMP TABLE sim_yesterday AS
FROM sim_today
WHERE status = 'skipped' OR scheduled_send_date > getvariable('today');
CREATE OR REPLACE TEMP TABLE sim_plan AS
SELECT contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id
FROM sim_yesterday
WHERE status = 'pre-scheduled'
