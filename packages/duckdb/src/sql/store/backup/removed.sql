UPDATE backup_history SET removed_at = $now::TIMESTAMP WHERE file = $file AND removed_at IS NULL
