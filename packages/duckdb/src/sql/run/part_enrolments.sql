-- The staged file is in order of contact id, instance and trigger day, and DuckDB preserves the order of a scan.
SELECT contact_id, instance, trigger_day, unreadable_trigger, takes_part, instance_id
FROM read_parquet({{file}})
WHERE contact_id >= $from AND contact_id <= $until
