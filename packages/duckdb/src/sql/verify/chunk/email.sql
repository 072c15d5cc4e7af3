-- The emails that each contact could get, before history is considered. See "Which emails there are" in docs/rules.md.
CREATE OR REPLACE TEMP TABLE verify_email AS
SELECT
  contact_id,
  email_type,
  NULL::BIGINT AS instance_id,
  event_date,
  ideal,
  event_date AS latest,
  priority,
  true AS respects
FROM (
  SELECT
    c.id AS contact_id,
    t.name AS email_type,
    t.priority,
    next_anniversary_of(CASE t.name WHEN 'birthday' THEN c.birth_date ELSE c.effective_date END) AS event_date,
    event_date - CASE t.name WHEN 'birthday' THEN getvariable('birthday_days_before')
      ELSE getvariable('effective_date_days_before') END AS ideal
  FROM verify_contact c
  JOIN verify_email_type t ON t.enabled AND t.name IN ('birthday', 'effective_date')
)
WHERE event_date IS NOT NULL
UNION ALL
SELECT c.id, 'aep', NULL, aep.event_date, aep.ideal, aep.event_date, t.priority, true
FROM verify_contact c
JOIN verify_email_type t ON t.enabled AND t.name = 'aep'
CROSS JOIN (
  SELECT
    day_in(y, getvariable('aep_opens_month'), getvariable('aep_opens_day')) AS event_date,
    day_in(y, getvariable('aep_send_month'), getvariable('aep_send_day')) AS ideal
  FROM range(year(getvariable('as_of')), year(getvariable('as_of')) + 2) AS years(y)
  WHERE event_date >= getvariable('as_of')
  ORDER BY event_date
  LIMIT 1
) aep
UNION ALL
SELECT
  e.contact_id,
  i.email_type,
  i.id,
  e.trigger_date,
  e.trigger_date - i.days_before,
  least(
    CASE WHEN i.days_before > 0 THEN e.trigger_date
      ELSE e.trigger_date - i.days_before + getvariable('campaign_latest') END,
    coalesce(i.active_end_date, DATE '9999-12-31')
  ),
  i.priority,
  i.respects
FROM verify_enrolment e
JOIN verify_campaign_instance i ON i.id = e.instance_id
