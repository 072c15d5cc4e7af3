SELECT run_id, strftime(as_of, '%Y-%m-%d') AS as_of, status, output, config_version,
  strftime(begun_at, '%Y-%m-%dT%H:%M:%SZ') AS begun_at, strftime(ended_at, '%Y-%m-%dT%H:%M:%SZ') AS ended_at,
  contacts, rejects, rows, pre_scheduled, skipped, inserted, left_out, seconds, schedules_checksum, failure
FROM runs
ORDER BY snapshot_revision
