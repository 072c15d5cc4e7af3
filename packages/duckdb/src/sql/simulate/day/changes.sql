-- `moved_freely`: moved although its old day still has room below the cap today.
WITH load AS (
  SELECT org_id, scheduled_send_date AS day, count(*) AS load
  FROM sim_today
  WHERE status = 'pre-scheduled'
  GROUP BY ALL
),
change AS (
  SELECT
    c.*,
    new_status = 'pre-scheduled' AND new_date <> c.scheduled_send_date AS moved,
    coalesce(l.load, 0) < o.cap AS roomy
  FROM sim_change c
  JOIN sim_org_day o ON o.day = getvariable('today') AND o.org_id = c.org_id
  LEFT JOIN load l ON l.org_id = c.org_id AND l.day = c.scheduled_send_date
  WHERE status = 'pre-scheduled'
)
SELECT
  (SELECT count(*) FROM sim_sent WHERE sent_date = getvariable('today')) AS sent,
  count(*) AS planned,
  count(*) FILTER (moved) AS moved,
  count(*) FILTER (moved AND roomy) AS moved_freely,
  count(*) FILTER (moved AND scheduled_send_date = getvariable('today')) AS put_off,
  count(*) FILTER (new_status = 'skipped') AS withdrawn
FROM change
