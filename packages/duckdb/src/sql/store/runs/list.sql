SELECT run_id, strftime(as_of, '%Y-%m-%d') AS as_of, status, output, config_version,
  strftime(begun_at, '%Y-%m-%dT%H:%M:%SZ') AS begun_at, strftime(ended_at, '%Y-%m-%dT%H:%M:%SZ') AS ended_at,
  rows, inserted, left_out, schedules_checksum, failure
FROM runs
ORDER BY snapshot_revision
