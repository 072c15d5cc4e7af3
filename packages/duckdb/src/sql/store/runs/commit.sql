UPDATE runs SET
  status = 'committed', ended_at = $now::TIMESTAMP, contacts = $contacts, rejects = $rejects, rows = $rows,
  pre_scheduled = $pre_scheduled, skipped = $skipped, inserted = $inserted, left_out = $left_out, seconds = $seconds,
  schedules_checksum = $checksum, failure = NULL
WHERE run_id = $run_id
