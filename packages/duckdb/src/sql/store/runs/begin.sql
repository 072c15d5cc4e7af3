INSERT INTO runs (
  run_id, as_of, status, output, config_version, config_hash, software, snapshot_revision, last_change_id, tables_of_files, begun_at
)
SELECT $run_id, $as_of::DATE, 'begun', $output, $config_version, $config_hash, $software, $revision,
  (SELECT coalesce(max(id), 0) FROM campaign_change_log), $tables_of_files::VARCHAR[], $now::TIMESTAMP
