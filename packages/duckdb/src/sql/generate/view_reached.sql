-- The emails of the written file that were sent.
CREATE VIEW reached AS
SELECT id, contact_id, actual_send_datetime AS sent_at
FROM {{email_schedules}}
WHERE actual_send_datetime IS NOT NULL
