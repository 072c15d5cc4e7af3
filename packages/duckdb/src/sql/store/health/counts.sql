SELECT status, email_type, count(*) AS emails FROM email_schedules GROUP BY ALL ORDER BY ALL
