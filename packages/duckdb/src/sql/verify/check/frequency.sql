WITH disputed AS (
  SELECT
    contact_id,
    email_type,
    due_found(due_status || coalesce(' (' || due_reason || ')', ''), status || coalesce(' (' || reason || ')', ''))
      AS detail
  FROM verify_matched
  WHERE dispute = 'frequency'
),
counted AS (
  SELECT contact_id, (sent_on - DATE '1970-01-01')::INTEGER AS day, false AS planned
  FROM verify_history
  WHERE settles AND NOT is_followup(email_type) AND sent_on IS NOT NULL
  UNION ALL
  SELECT contact_id, (day - DATE '1970-01-01')::INTEGER, true
  FROM verify_matched
  WHERE found AND status = 'pre-scheduled' AND NOT is_followup(email_type)
),
many AS (
  SELECT contact_id
  FROM counted
  ANTI JOIN disputed USING (contact_id)
  GROUP BY contact_id
  HAVING getvariable('frequency_enabled') AND count(*) > getvariable('max_emails') AND bool_or(planned)
),
period AS (
  SELECT
    contact_id,
    day,
    count(*) OVER last_days AS emails,
    bool_or(planned) OVER last_days AS planned
  FROM counted
  SEMI JOIN many USING (contact_id)
  WINDOW last_days AS (
    PARTITION BY contact_id ORDER BY day RANGE BETWEEN getvariable('period_days') - 1 PRECEDING AND CURRENT ROW
  )
)
FROM disputed
UNION ALL
SELECT
  contact_id,
  NULL,
  max(emails) || ' emails in ' || getvariable('period_days') || ' days up to ' || DATE '1970-01-01' + min(day)
FROM period
WHERE planned AND emails > getvariable('max_emails')
GROUP BY contact_id
