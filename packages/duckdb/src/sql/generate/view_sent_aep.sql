-- The last AEP emails due before today, spread over the week that begins on 15 September.
CREATE VIEW sent_aep AS
SELECT
  row_number * 16 + 2 AS id,
  id AS contact_id,
  'aep' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  last_anniversary(DATE '2000-09-15', getvariable('as_of')) + 30 AS event_date,
  least(
    last_anniversary(DATE '2000-09-15', getvariable('as_of')) + draw(row_number, 'aep day', 7),
    getvariable('as_of') - 1
  ) AS scheduled_send_date
FROM known_contact
WHERE draw(row_number, 'aep', 100) < 25
