-- The staged file is in order of contact id, and DuckDB preserves the order of a scan.
SELECT contact_id, clicked_on, answered_on, answered_yes_on
FROM read_parquet({{file}})
WHERE contact_id >= $from AND contact_id <= $until
