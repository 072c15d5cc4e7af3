-- The effective-date emails that an earlier run planned. Those due before today are included only
-- if they were not sent.
CREATE VIEW planned_effective_date AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, next_anniversary(effective_date, getvariable('as_of')) AS event_date
  FROM known_contact
  WHERE effective_date IS NOT NULL
)
SELECT
  row_number * 16 + 6 AS id,
  contact_id,
  'effective_date' AS email_type,
  event_date,
  greatest(
    event_date - 30,
    least(event_date, getvariable('as_of') + draw(row_number, 'effective date late', 7))
  ) AS scheduled_send_date
FROM occurrence
WHERE CASE
  WHEN event_date - 30 >= getvariable('as_of') THEN draw(row_number, 'effective date planned', 100) < 10
  ELSE draw(row_number, 'effective date planned', 100) < 60
    AND NOT was_sent(row_number, 'effective_date', event_date - 30)
END
