UPDATE runs SET status = 'abandoned', ended_at = $now::TIMESTAMP, failure = 'superseded by ' || $run_id
WHERE status = 'begun' AND snapshot_revision < $snapshot
