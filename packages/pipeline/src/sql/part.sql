-- name: rows
-- The rows of a staged table for the contacts of a part. The file is ordered by contact id, and DuckDB keeps the order
-- of a scan.
SELECT {{columns}}
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until
