SELECT contact_id, email_type, 'pre-scheduled for ' || day || ', before ' || getvariable('as_of') AS detail
FROM verify_actual
WHERE status = 'pre-scheduled' AND day < getvariable('as_of')
