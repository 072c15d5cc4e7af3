-- The staged file is ordered by contact id, instance and trigger day. DuckDB keeps the order of a scan.
SELECT contact_id, instance, trigger_day, unreadable_trigger, takes_part, instance_id
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until
