INSERT INTO backup_history
VALUES ($file, $taken_at::TIMESTAMP, $reason, $bytes, $sha256, $revision, true, $keep_until::TIMESTAMP, NULL)
