AND id IN (
  SELECT id FROM emails WHERE status = 'pre-scheduled' AND scheduled_send_date = $day::DATE ORDER BY priority, id
  LIMIT {{limit}}
)
