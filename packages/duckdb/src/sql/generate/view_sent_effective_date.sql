CREATE VIEW sent_effective_date AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, last_anniversary(effective_date, getvariable('as_of') + 30) AS event_date
  FROM known_contact
  WHERE effective_date IS NOT NULL
)
SELECT
  row_number * 16 + 1 AS id,
  contact_id,
  'effective_date' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  event_date,
  event_date - 30 AS scheduled_send_date
FROM occurrence
WHERE was_sent(row_number, 'effective_date', event_date - 30)
