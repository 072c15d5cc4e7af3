SELECT count(*) AS rows FROM run_schedules
