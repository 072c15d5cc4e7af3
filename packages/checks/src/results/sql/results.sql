-- name: contacts
-- The contacts of a campaign instance, with the day on which the email of each should go, and with what they have done since.
-- That day is the ideal date and not the day of the email, because contacts who are held out have no email.
WITH written AS (
  SELECT contact_id, min(coalesce(trigger_date, $start::DATE)) AS trigger_date, bool_and(status = 'cancelled') AS withdrawn
  FROM (SELECT contact_id, trigger_date, coalesce(status, 'pending') AS status FROM source_contact_campaigns
    WHERE campaign_instance_id = $instance::BIGINT AND contact_id IS NOT NULL)
  GROUP BY contact_id
),
contact AS (
  SELECT id, coalesce(min(org_id), 1) AS org_id FROM source_contacts WHERE id IS NOT NULL GROUP BY id
),
enrolled AS (
  SELECT c.id AS contact_id, coalesce(w.trigger_date, $start::DATE) AS trigger_date
  FROM contact c
  LEFT JOIN written w ON w.contact_id = c.id
  WHERE CASE WHEN w.contact_id IS NOT NULL THEN NOT w.withdrawn
    ELSE $targets_all::BOOLEAN AND ($org::BIGINT IS NULL OR c.org_id = $org::BIGINT) END
),
since AS (
  SELECT contact_id, greatest(trigger_date - $days_before::INTEGER, coalesce($start::DATE, DATE '0001-01-01')) AS day
  FROM enrolled
  WHERE trigger_date IS NOT NULL
),
click AS (
  SELECT contact_id, max(clicked_on) AS day FROM source_tracking_clicks WHERE clicked_on <= $today::DATE GROUP BY contact_id
),
answer AS (
  SELECT contact_id, max(created_on) AS day FROM source_contact_events
  WHERE event_type = 'eligibility_answered' AND created_on <= $today::DATE
  GROUP BY contact_id
)
SELECT
  s.contact_id,
  (s.day <= $today::DATE)::UTINYINT AS due,
  coalesce(click.day >= s.day, false)::UTINYINT AS clicked,
  coalesce(answer.day >= s.day, false)::UTINYINT AS answered
FROM since s
LEFT JOIN click ON click.contact_id = s.contact_id
LEFT JOIN answer ON answer.contact_id = s.contact_id
