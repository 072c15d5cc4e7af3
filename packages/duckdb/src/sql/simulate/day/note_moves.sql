-- Records every move with the first cause that applies. Causes in the contact itself come first, then causes in its
-- organisation, because all emails of an organisation share its caps.
INSERT INTO sim_move
WITH of_contact AS (
  SELECT contact_id, NULL::DATE AS day, 'engagement'::sim_cause AS cause FROM sim_reacted
  UNION ALL
  SELECT contact_id, scheduled_send_date, 'limit' FROM sim_yesterday WHERE sim_is_limit(skip_reason)
  UNION ALL
  SELECT contact_id, scheduled_send_date, 'limit' FROM sim_today WHERE sim_is_limit(skip_reason)
  UNION ALL
  SELECT contact_id, day, 'window' FROM sim_disturbance WHERE cause = 'window'
),
own AS (
  SELECT move, min(cause) AS cause
  FROM sim_moved m
  JOIN of_contact c ON c.contact_id = m.contact_id AND (day IS NULL OR sim_is_near(day, planned_for, moved_to))
  GROUP BY ALL
),
of_org AS (
  SELECT DISTINCT org_id, day, cause FROM sim_disturbance
  UNION ALL
  -- A new cap or threshold changes the plan of all days.
  SELECT t.org_id, NULL, 'new_contact'
  FROM sim_org_day t
  JOIN sim_org_day y ON y.org_id = t.org_id AND y.day = t.day - 1
  WHERE t.day = getvariable('today') AND (t.cap, t.threshold) <> (y.cap, y.threshold)
),
coupled AS (
  SELECT m.*, min(cause) AS cause
  FROM (SELECT DISTINCT org_id, planned_for, moved_to FROM sim_moved) m
  JOIN of_org o ON o.org_id = m.org_id AND (day IS NULL OR sim_is_near(day, planned_for, moved_to))
  GROUP BY ALL
)
SELECT
  getvariable('today'),
  contact_id,
  org_id,
  email_type,
  event_date,
  planned_for,
  moved_to,
  coalesce(own.cause, coupled.cause, 'none')::sim_cause,
  CASE WHEN own.cause IS NOT NULL THEN 'contact' WHEN coupled.cause IS NOT NULL THEN 'organisation' END
FROM sim_moved
LEFT JOIN own USING (move)
LEFT JOIN coupled USING (org_id, planned_for, moved_to)
