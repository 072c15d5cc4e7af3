-- The staged file is in order of contact id and id, and DuckDB preserves the order of a scan.
SELECT contact_id, id, type, status, sent_on, event, has_instance, instance_id, instance, has_parent, parent_id
FROM read_parquet({{file}})
WHERE contact_id >= $from AND contact_id <= $until
