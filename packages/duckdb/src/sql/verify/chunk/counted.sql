-- The emails that count for the frequency limit, only for contacts that have more in some period than the limit allows.
-- Emails of history have `turn` 0. The others are numbered by `turn` in the order in which they are accepted.
CREATE OR REPLACE TEMP TABLE verify_counted AS
WITH counted AS (
  SELECT contact_id, NULL::BIGINT AS due, (sent_on - DATE '1970-01-01')::INTEGER AS day
  FROM verify_history
  WHERE settles AND NOT is_followup(email_type) AND sent_on IS NOT NULL
  UNION ALL
  SELECT contact_id, due, (day - DATE '1970-01-01')::INTEGER
  FROM verify_placed
  ANTI JOIN verify_same_day USING (due)
  WHERE reason IS NULL AND NOT settled AND parent_id IS NULL
),
many AS (
  SELECT contact_id
  FROM counted
  GROUP BY contact_id
  HAVING getvariable('frequency_enabled') AND count(*) > getvariable('max_emails')
),
crowded AS (
  SELECT DISTINCT contact_id
  FROM (
    SELECT
      contact_id,
      count(*) OVER (
        PARTITION BY contact_id ORDER BY day RANGE BETWEEN getvariable('period_days') - 1 PRECEDING AND CURRENT ROW
      ) AS emails
    FROM counted
    SEMI JOIN many USING (contact_id)
  )
  WHERE emails > getvariable('max_emails')
)
SELECT
  c.contact_id,
  c.due,
  c.day,
  CASE WHEN c.due IS NULL THEN 0 ELSE row_number() OVER (
    PARTITION BY c.contact_id, c.due IS NULL
    ORDER BY
      p.priority,
      c.day,
      list_position(['birthday', 'effective_date', 'aep', 'post_window'], p.email_type) NULLS LAST,
      p.instance_id,
      p.event_date
  ) END AS turn
FROM counted c
SEMI JOIN crowded USING (contact_id)
LEFT JOIN verify_placed p ON p.due = c.due
