WITH counted AS (
  SELECT contact_id, (sent_date - DATE '1970-01-01')::INTEGER AS day, true AS simulated
  FROM sim_log
  WHERE NOT is_followup
  UNION ALL
  SELECT contact_id, (sent_on - DATE '1970-01-01')::INTEGER, false
  FROM sim_before
  WHERE sent_on IS NOT NULL AND NOT is_followup(email_type)
),
period AS (
  SELECT contact_id, day, count(*) OVER last_days AS emails, bool_or(simulated) OVER last_days AS simulated
  FROM counted
  SEMI JOIN sim_log USING (contact_id)
  WINDOW last_days AS (
    PARTITION BY contact_id ORDER BY day RANGE BETWEEN getvariable('period_days') - 1 PRECEDING AND CURRENT ROW
  )
)
SELECT
  contact_id,
  NULL AS email_type,
  max(emails) || ' emails in ' || getvariable('period_days') || ' days up to ' || DATE '1970-01-01' + min(day) AS detail
FROM period
WHERE getvariable('frequency_enabled') AND simulated AND emails > getvariable('max_emails')
GROUP BY contact_id
