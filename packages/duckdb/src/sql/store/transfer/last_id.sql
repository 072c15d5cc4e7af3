UPDATE store_state SET last_schedule_id = greatest(last_schedule_id, (SELECT coalesce(max(id), 0) FROM emails))
