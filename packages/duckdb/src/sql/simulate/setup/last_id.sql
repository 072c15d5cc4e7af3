-- The ids of sent rows continue those of history.
SET VARIABLE sim_last_id = (
  SELECT greatest(coalesce(max(id), 0), 0) FROM source_email_schedules WHERE id < 4611686018427387904
)
