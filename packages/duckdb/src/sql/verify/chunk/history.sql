-- Rows of earlier runs and of the sender. `settles` is false for rows that an earlier run only planned. If the campaign
-- type of a row is unknown, the type of its campaign instance is used.
CREATE OR REPLACE TEMP TABLE verify_history AS
SELECT
  h.row_number,
  h.id,
  h.contact_id,
  CASE WHEN is_campaign(h.email_type) AND t.name IS NULL THEN coalesce(i.email_type, h.email_type)
    ELSE h.email_type END AS email_type,
  status,
  status <> 'pre-scheduled' AS settles,
  -- For a row that an earlier run planned, the announced day is the scheduled day.
  coalesce(CASE WHEN status <> 'pre-scheduled' THEN actual_send_date END, scheduled_send_date) AS sent_on,
  event_date,
  campaign_instance_id,
  parent_schedule_id
FROM source_email_schedules h
SEMI JOIN verify_contact c ON c.id = h.contact_id
LEFT JOIN verify_campaign_type t ON 'campaign_' || t.name = h.email_type
LEFT JOIN verify_campaign_instance i ON i.id = h.campaign_instance_id
WHERE status IN ('scheduled', 'processing', 'sent', 'delivered', 'pre-scheduled')
  AND contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
