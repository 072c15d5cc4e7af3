INSERT INTO scheduler_checkpoints VALUES ($run_id, $step, $files, $now::TIMESTAMP)
