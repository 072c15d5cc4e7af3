-- Birthdays, policy anniversaries and enrollment periods in the simulated days for which an email was neither sent nor
-- skipped.
WITH occurrence AS (
  SELECT
    c.id AS contact_id,
    c.arrives_on,
    t.name AS email_type,
    CASE t.name
      WHEN 'birthday' THEN anniversary_in(c.birth_date, y)
      WHEN 'effective_date' THEN anniversary_in(c.effective_date, y)
      ELSE day_in(y, getvariable('aep_opens_month'), getvariable('aep_opens_day'))
    END AS event_date,
    CASE t.name
      WHEN 'birthday' THEN event_date - getvariable('birthday_days_before')
      WHEN 'effective_date' THEN event_date - getvariable('effective_date_days_before')
      ELSE day_in(y, getvariable('aep_send_month'), getvariable('aep_send_day'))
    END AS ideal
  FROM sim_verified c
  JOIN verify_email_type t ON t.enabled AND t.name IN ('birthday', 'effective_date', 'aep')
  CROSS JOIN range(year(getvariable('first_day')), year(getvariable('last_day')) + 1) AS years(y)
)
SELECT contact_id, email_type, 'nothing for ' || event_date AS detail
FROM occurrence o
WHERE event_date BETWEEN greatest(getvariable('first_day'), arrives_on) AND getvariable('last_day')
  AND NOT EXISTS (
    FROM sim_log s
    WHERE s.contact_id = o.contact_id AND s.email_type = o.email_type AND s.event_date = o.event_date
  )
  AND NOT EXISTS (
    FROM sim_skipped s
    WHERE s.contact_id = o.contact_id AND s.email_type = o.email_type AND s.event_date = o.event_date
  )
  AND NOT EXISTS (
    FROM sim_before b
    WHERE b.contact_id = o.contact_id
      AND b.email_type = o.email_type
      AND CASE WHEN b.event_date IS NOT NULL THEN b.event_date = o.event_date
        ELSE b.sent_on BETWEEN o.ideal - 60 AND o.event_date END
  )
