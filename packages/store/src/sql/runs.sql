-- name: list
SELECT run_id, strftime(as_of, '%Y-%m-%d') AS as_of, status, output, config_version,
  strftime(begun_at, '%Y-%m-%dT%H:%M:%SZ') AS begun_at, strftime(ended_at, '%Y-%m-%dT%H:%M:%SZ') AS ended_at,
  contacts, rejects, rows, pre_scheduled, skipped, inserted, left_out, seconds, schedules_checksum, failure
FROM runs
ORDER BY snapshot_revision

-- name: commit
UPDATE runs SET
  status = 'committed', ended_at = $now::TIMESTAMP, contacts = $contacts, rejects = $rejects, rows = $rows,
  pre_scheduled = $pre_scheduled, skipped = $skipped, inserted = $inserted, left_out = $left_out, seconds = $seconds,
  schedules_checksum = $checksum, failure = NULL
WHERE run_id = $run_id

-- name: abandon
UPDATE runs SET status = 'abandoned', ended_at = $now::TIMESTAMP, failure = 'superseded by ' || $run_id
WHERE status = 'begun' AND snapshot_revision < $snapshot

-- name: mark_changes
-- Marks the changes that the run has taken into account: those made before it began, except changes of tables that the
-- run read from files instead of from the store.
UPDATE campaign_change_log c SET rescheduled_by = r.run_id
FROM runs r
WHERE r.run_id = $run_id AND c.requires_rescheduling AND c.rescheduled_by IS NULL AND c.undone_by IS NULL
  AND c.id <= r.last_change_id
  AND NOT list_contains(r.tables_of_files, CASE
    WHEN c.field = 'enrolments' THEN 'contact_campaigns'
    WHEN c.campaign_instance_id IS NULL THEN 'campaign_types'
    ELSE 'campaign_instances'
  END)

-- name: find
SELECT r.run_id, r.status, r.output, r.config_version, r.snapshot_revision, r.inserted, r.left_out, r.failure,
  -- The last run that began later and has not failed.
  (SELECT max_by(n.run_id, n.snapshot_revision) FROM runs n
    WHERE n.snapshot_revision > r.snapshot_revision AND n.status IN ('begun', 'committed')) AS superseded_by
FROM runs r
WHERE r.run_id = $run_id

-- name: begin
INSERT INTO runs (
  run_id, as_of, status, output, config_version, config_hash, software, snapshot_revision, last_change_id, tables_of_files, begun_at
)
SELECT $run_id, $as_of::DATE, 'begun', $output, $config_version, $config_hash, $software, $revision,
  (SELECT coalesce(max(id), 0) FROM campaign_change_log), $tables_of_files::VARCHAR[], $now::TIMESTAMP

-- name: checkpoint
INSERT INTO scheduler_checkpoints VALUES ($run_id, $step, $files, $now::TIMESTAMP)

-- name: fail
UPDATE runs SET status = 'failed', ended_at = $now::TIMESTAMP, failure = $failure WHERE run_id = $run_id AND status = 'begun'
