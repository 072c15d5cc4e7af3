CREATE VIEW sent_birthday AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, last_anniversary(birth_date, getvariable('as_of') + 14) AS event_date
  FROM known_contact
  WHERE birth_date IS NOT NULL
)
SELECT
  row_number * 16 AS id,
  contact_id,
  'birthday' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  event_date,
  event_date - 14 AS scheduled_send_date
FROM occurrence
WHERE was_sent(row_number, 'birthday', event_date - 14)
