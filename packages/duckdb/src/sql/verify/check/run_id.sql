SELECT contact_id, email_type, due_found(getvariable('run_id'), scheduler_run_id) AS detail
FROM run_schedules
WHERE scheduler_run_id IS DISTINCT FROM getvariable('run_id')
