-- Days above the threshold of which some email could have gone to a later day with room below the cap.
WITH load AS (
  SELECT org_id, day, sum(emails) AS emails FROM verify_load GROUP BY ALL
),
overloaded AS (
  SELECT l.org_id, l.day, l.emails, c.cap, c.threshold, max(m.deadline) AS deadline
  FROM load l
  JOIN verify_cap c ON c.org_id = l.org_id
  JOIN verify_movable m ON m.org_id = l.org_id AND m.day = l.day
  WHERE l.emails > c.threshold
  GROUP BY ALL
),
later AS (
  SELECT *, day + unnest(range(1, least(deadline - day, 1000) + 1))::INTEGER AS later_day FROM overloaded
)
SELECT
  NULL AS contact_id,
  NULL AS email_type,
  'organisation ' || o.org_id || ': ' || any_value(o.emails) || ' emails on ' || o.day || ', above '
    || any_value(o.threshold) || ', while ' || min(o.later_day) || ' has room' AS detail
FROM later o
LEFT JOIN load l ON l.org_id = o.org_id AND l.day = o.later_day
WHERE coalesce(l.emails, 0) < o.cap
GROUP BY o.org_id, o.day
