SELECT greatest(last_schedule_id, (SELECT coalesce(max(id), 0) FROM emails)) AS last_id FROM store_state
