-- The birthday emails that an earlier run planned. Those due before today are included only if they were not sent.
CREATE VIEW planned_birthday AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, next_anniversary(birth_date, getvariable('as_of')) AS event_date
  FROM known_contact
  WHERE birth_date IS NOT NULL
)
SELECT
  row_number * 16 + 5 AS id,
  contact_id,
  'birthday' AS email_type,
  event_date,
  greatest(
    event_date - 14,
    least(event_date, getvariable('as_of') + draw(row_number, 'birthday late', 7))
  ) AS scheduled_send_date
FROM occurrence
WHERE CASE
  WHEN event_date - 14 >= getvariable('as_of') THEN draw(row_number, 'birthday planned', 100) < 10
  ELSE draw(row_number, 'birthday planned', 100) < 60 AND NOT was_sent(row_number, 'birthday', event_date - 14)
END
