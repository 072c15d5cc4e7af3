-- Post-window emails, sent on the day after the last birthday window. Only states with birthday windows have them.
CREATE VIEW sent_post_window AS
WITH window_end AS (
  SELECT
    row_number,
    id AS contact_id,
    CASE state WHEN 'ID' THEN 63 WHEN 'MD' THEN 30 WHEN 'OR' THEN 31 WHEN 'VA' THEN 30 ELSE 60 END AS days_after,
    birth_date
  FROM known_contact
  WHERE state IN ('CA', 'ID', 'KY', 'MD', 'OK', 'OR', 'VA')
    AND birth_date IS NOT NULL
    AND draw(row_number, 'post window', 100) < 30
),
occurrence AS (
  SELECT
    row_number,
    contact_id,
    last_anniversary(birth_date, getvariable('as_of') - days_after - 1) + days_after + 1 AS event_date
  FROM window_end
)
SELECT
  row_number * 16 + 4 AS id,
  contact_id,
  'post_window' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  event_date,
  event_date AS scheduled_send_date
FROM occurrence
