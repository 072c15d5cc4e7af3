-- What waits for the sender, what has missed its day, what was claimed and never marked, and how the last seven days went.
SELECT
  count(*) FILTER (status = 'pre-scheduled' AND scheduled_send_date = $today::DATE) AS due_today,
  count(*) FILTER (status = 'pre-scheduled' AND scheduled_send_date < $today::DATE) AS overdue,
  count(*) FILTER (status = 'processing'
    AND coalesce(claimed_at, scheduled_send_date::TIMESTAMP) < $now::TIMESTAMP - to_hours($hours::INTEGER)) AS stuck,
  count(*) FILTER (status IN ('sent', 'delivered') AND scheduled_send_date BETWEEN $today::DATE - 6 AND $today::DATE) AS sent,
  count(*) FILTER (status = 'failed' AND scheduled_send_date BETWEEN $today::DATE - 6 AND $today::DATE) AS failed
FROM email_schedules
