SELECT r.run_id, r.status, r.output, r.config_version, r.snapshot_revision, r.inserted, r.left_out, r.failure,
  -- The last run that began later and has not failed.
  (SELECT max_by(n.run_id, n.snapshot_revision) FROM runs n
    WHERE n.snapshot_revision > r.snapshot_revision AND n.status IN ('begun', 'committed')) AS superseded_by
FROM runs r
WHERE r.run_id = $run_id
