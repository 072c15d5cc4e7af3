-- Sends the rows dated today. Their ids continue those of the input.
INSERT INTO sim_sent BY NAME
SELECT
  getvariable('today') AS sent_date,
  (SELECT greatest(getvariable('sim_last_id'), coalesce(max(id), 0)) FROM sim_sent)
    + row_number() OVER (ORDER BY contact_id, email_type, campaign_instance_id, event_date, parent_schedule_id) AS id,
  *
FROM sim_today
WHERE status = 'pre-scheduled' AND scheduled_send_date = getvariable('today')
