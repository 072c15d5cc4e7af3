-- Rows of the plan that must not come back.
DELETE FROM email_schedules WHERE id IN (SELECT position FROM commit_left_out)
