AND id IN (
  SELECT id FROM email_schedules WHERE status = 'pre-scheduled' AND scheduled_send_date = $day::DATE ORDER BY priority, id
  LIMIT {{limit}}
)
