-- The outcome for each email: `mark`, `unchanged`, or what is wrong with it. Marking an email a second time changes
-- nothing, even if it is done much later.
CREATE OR REPLACE TEMP TABLE marked AS
SELECT m.*, CASE
  WHEN m.id IS NULL THEN 'is not an id'
  WHEN e.id IS NULL THEN 'is not in the store'
  WHEN m.at_text IS NOT NULL AND m.sent_at IS NULL THEN 'has a time that cannot be read'
  WHEN m.sent_at < e.scheduled_send_date - INTERVAL 30 DAY
    OR m.sent_at > greatest(e.scheduled_send_date + INTERVAL 1 DAY, $now::TIMESTAMP) + INTERVAL 1 DAY
    THEN 'has a time that is far from its day'
  WHEN e.status = $status OR ($status = 'sent' AND e.status = 'delivered') THEN 'unchanged'
  WHEN e.status IN ({{from}}) THEN 'mark'
  ELSE 'is ' || e.status || ', which cannot become ' || $status
END AS outcome
FROM marking m
LEFT JOIN email_schedules e ON e.id = m.id
