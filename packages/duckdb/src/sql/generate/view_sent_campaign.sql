CREATE VIEW sent_campaign AS
WITH campaign AS (
  SELECT row_number, id AS contact_id, pick('sent_campaigns', row_number, 'sent instance') AS sent
  FROM known_contact
  WHERE draw(row_number, 'sent campaign', 100) < 12
),
dated AS (
  SELECT *, sent.first_day + draw(row_number, 'sent campaign day', sent.days) AS scheduled_send_date
  FROM campaign
)
SELECT
  row_number * 16 + 3 AS id,
  contact_id,
  sent.email_type,
  sent.instance AS campaign_instance_id,
  scheduled_send_date + sent.days_before_event AS event_date,
  scheduled_send_date
FROM dated
