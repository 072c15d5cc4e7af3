-- name: contacts
SELECT count(*) AS contacts FROM verify_reading WHERE reason IS NULL

-- name: rows
SELECT count(*) AS rows FROM run_schedules

-- name: settled
SELECT count(*) AS settled FROM verify_released WHERE settled

-- name: counts
SELECT
  (SELECT count(*) FROM verify_reading) AS input_contacts,
  (SELECT count(*) FROM verify_reading WHERE reason IS NULL) AS contacts,
  (SELECT count(*) FROM run_rejects) AS rejects,
  (SELECT count(*) FROM run_warnings) AS warnings,
  (SELECT count(*) FROM run_schedules) AS rows,
  (SELECT count(*) FROM run_schedules WHERE status = 'pre-scheduled') AS pre_scheduled,
  (SELECT count(*) FROM run_schedules WHERE status = 'skipped') AS skipped

-- name: caps
SELECT org_id, contacts, cap, threshold FROM verify_cap ORDER BY org_id

-- name: different_caps
-- Days whose cap differs from what the manifest says. It lists the days with another cap or threshold than most, up to the last
-- day with emails.
WITH due AS (
  SELECT c.org_id, d.day, 0 AS cap
  FROM verify_cap c
  JOIN verify_said_last l ON l.org_id = c.org_id
  CROSS JOIN (
    SELECT getvariable('as_of') + unnest(range(0, getvariable('last_loaded_day') - getvariable('as_of') + 1))::INTEGER AS day
  ) d
  WHERE c.calendar > 0 AND d.day <= l.day
    AND NOT EXISTS (FROM verify_open_day o WHERE o.calendar = c.calendar AND o.day = d.day)
  UNION ALL
  SELECT c.org_id, s.day, s.step
  FROM verify_cap c
  JOIN verify_said_last l ON l.org_id = c.org_id
  JOIN verify_step s ON s.calendar = c.calendar AND s.warm_up = c.warm_up
  WHERE s.day BETWEEN getvariable('as_of') AND l.day AND (s.step < c.cap OR s.step = c.cap AND c.threshold <> c.cap)
)
SELECT
  coalesce(due.org_id, said.org_id) AS org_id,
  coalesce(due.day, said.day)::VARCHAR AS day,
  due.cap,
  said.cap AS said
FROM due
FULL JOIN verify_said_cap said ON said.org_id = due.org_id AND said.day = due.day
WHERE due.cap IS DISTINCT FROM said.cap
ORDER BY ALL
