-- name: record
INSERT INTO backup_history
VALUES ($file, $taken_at::TIMESTAMP, $reason, $bytes, $sha256, $revision, true, $keep_until::TIMESTAMP, NULL)

-- name: removed
UPDATE backup_history SET removed_at = $now::TIMESTAMP WHERE file = $file AND removed_at IS NULL

-- name: bytes_needed
-- The position in bytes, after the headers of the file, at which the last block of a table ends.
SELECT (max(greatest(block_id, coalesce(list_max(additional_block_ids), 0))) + 1) * any_value(block_size) AS bytes
FROM pragma_storage_info({{table}}), pragma_database_size()
