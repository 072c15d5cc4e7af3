-- The counts of a day. `moved_freely` counts emails that moved although their old day still has room below the cap and
-- the cap is the same as yesterday.
WITH load AS (
  SELECT org_id, day, sum(emails) AS load
  FROM (
    SELECT org_id, scheduled_send_date AS day, 1 AS emails FROM sim_today WHERE status = 'pre-scheduled'
    UNION ALL
    FROM sim_beside
  )
  GROUP BY ALL
),
cap AS (
  SELECT t.org_id, t.cap, t.cap = y.cap AS same_cap
  FROM sim_org_day t
  LEFT JOIN sim_org_day y ON y.org_id = t.org_id AND y.day = t.day - 1
  WHERE t.day = getvariable('today')
),
change AS (
  SELECT
    c.*,
    new_status = 'pre-scheduled' AND new_date <> c.scheduled_send_date AS moved,
    same_cap AND coalesce(l.load, 0) < cap.cap AS free
  FROM sim_change c
  JOIN cap ON cap.org_id = c.org_id
  LEFT JOIN load l ON l.org_id = c.org_id AND l.day = c.scheduled_send_date
  WHERE status = 'pre-scheduled'
)
SELECT
  (SELECT count(*) FROM sim_sent WHERE sent_date = getvariable('today')) AS sent,
  count(*) AS planned,
  count(*) FILTER (moved) AS moved,
  count(*) FILTER (moved AND free) AS moved_freely,
  count(*) FILTER (moved AND scheduled_send_date = getvariable('today')) AS put_off,
  count(*) FILTER (new_status = 'skipped') AS withdrawn
FROM change
