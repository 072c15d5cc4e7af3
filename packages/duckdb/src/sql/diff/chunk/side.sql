-- The rows of one run for a chunk of contacts. `family` and `occurrence` say what an email is about, independently of
-- its day. A follow-up is about its parent, independently of its type. `ordinal` distinguishes follow-ups of different
-- parents with the same id, which a history with repeated ids can have.
CREATE OR REPLACE TEMP TABLE {{side}}_row AS
WITH chunk AS (
  FROM {{side}}_schedules
  WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
)
SELECT *, email_type AS family, coalesce(event_date, ideal_send_date) AS occurrence, 1 AS ordinal
FROM chunk
WHERE NOT is_followup(email_type)
UNION ALL
SELECT *, 'followup', NULL,
  row_number() OVER (PARTITION BY contact_id, parent_schedule_id ORDER BY ideal_send_date, scheduled_send_date, email_type)
FROM chunk
WHERE is_followup(email_type)
