UPDATE runs SET status = 'failed', ended_at = $now::TIMESTAMP, failure = $failure WHERE run_id = $run_id AND status = 'begun'
