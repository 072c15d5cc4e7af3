-- The staged file is ordered by contact id and id. DuckDB keeps the order of a scan.
SELECT contact_id, id, type, status, sent_on, event, has_instance, instance_id, instance, has_parent, parent_id
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until
