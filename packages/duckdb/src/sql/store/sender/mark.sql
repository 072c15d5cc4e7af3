UPDATE emails e SET
  status = $status,
  actual_send_datetime = CASE WHEN $status = 'sent' THEN coalesce(m.sent_at, timezone('UTC', $now::TIMESTAMP))
    ELSE e.actual_send_datetime END,
  failure = CASE WHEN $status = 'failed' THEN m.failure ELSE e.failure END,
  changed_in = $revision
FROM marked m
WHERE m.id = e.id AND m.outcome = 'mark'
