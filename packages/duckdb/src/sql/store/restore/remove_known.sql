-- Removes the emails of the backup that the current store has too, because the current store knows their latest status.
DELETE FROM emails WHERE id IN (SELECT id FROM {{email_schedules}})
