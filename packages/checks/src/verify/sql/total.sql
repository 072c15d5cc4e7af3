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
