SELECT count(*) AS rows FROM email_schedules WHERE changed_in = $revision
