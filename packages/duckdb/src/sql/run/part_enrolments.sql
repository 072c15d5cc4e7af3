SELECT contact_id, instance, trigger_day, unreadable_trigger, takes_part, instance_id
FROM read_parquet({{file}})
WHERE contact_id >= $from AND contact_id <= $until
ORDER BY contact_id, instance, trigger_day
