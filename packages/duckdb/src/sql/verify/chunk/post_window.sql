-- Post-window emails: one on the day after each window that swallowed an email. A window swallows the emails
-- whose day falls into it, except those that history has settled and those that the contact would not have got
-- on their ideal date anyway. A window counts if it has begun or has swallowed a row of this run, until its
-- email is past its latest date.
CREATE OR REPLACE TEMP TABLE verify_candidate AS
WITH considered AS (
  SELECT DISTINCT w.contact_id, w.first_day, w.last_day, w.last_day + 1 AS ideal
  FROM verify_window w
  LEFT JOIN verify_released r ON r.contact_id = w.contact_id
    AND r.reason = 'exclusion_window' AND NOT r.settled AND r.day BETWEEN w.first_day AND w.last_day
  WHERE NOT w.endless
    AND w.last_day + 1 + getvariable('post_window_latest') >= getvariable('as_of')
    AND (w.first_day <= getvariable('as_of') OR r.contact_id IS NOT NULL)
),
reach AS (
  SELECT
    w.contact_id, w.first_day, w.last_day, w.ideal AS after_window, t.name AS email_type,
    CASE t.name WHEN 'birthday' THEN c.birth_date WHEN 'effective_date' THEN c.effective_date END AS anchor,
    CASE t.name WHEN 'birthday' THEN getvariable('birthday_days_before')
      WHEN 'effective_date' THEN getvariable('effective_date_days_before') ELSE 0 END AS days_before
  FROM considered w
  JOIN verify_contact c ON c.id = w.contact_id
  JOIN verify_email_type t ON t.enabled AND t.name IN ('birthday', 'effective_date', 'aep')
),
occurrence AS (
  SELECT
    *,
    CASE email_type WHEN 'aep' THEN day_in(y, getvariable('aep_opens_month'), getvariable('aep_opens_day'))
      ELSE anniversary_in(anchor, y) END AS event_date,
    CASE email_type WHEN 'aep' THEN day_in(y, getvariable('aep_send_month'), getvariable('aep_send_day'))
      ELSE event_date - days_before END AS ideal
  FROM (
    SELECT
      *,
      -- If a window has no beginning, it swallowed an email within the last twelve years or never.
      unnest(range(
        year(greatest(first_day, least(last_day, getvariable('as_of')) - 12 * 366) + days_before),
        year(last_day + days_before) + 1
      )) AS y
    FROM reach
    WHERE anchor IS NOT NULL OR email_type = 'aep'
  )
),
unsettled AS (
  SELECT contact_id, after_window, email_type, ideal
  FROM occurrence o
  WHERE ideal BETWEEN first_day AND last_day
    AND NOT EXISTS (
      FROM verify_history h
      WHERE h.settles
        AND h.contact_id = o.contact_id
        AND h.email_type = o.email_type
        AND CASE WHEN h.event_date IS NOT NULL THEN h.event_date = o.event_date
          ELSE h.sent_on BETWEEN o.ideal - 60 AND o.event_date END
    )
  UNION ALL
  SELECT r.contact_id, w.ideal, r.email_type, r.ideal
  FROM verify_released r
  JOIN considered w ON w.contact_id = r.contact_id
  WHERE r.respects
    AND NOT r.settled
    AND (r.day BETWEEN w.first_day AND w.last_day OR r.ideal BETWEEN w.first_day AND w.last_day)
),
swallowed AS (
  SELECT
    contact_id,
    after_window,
    list(email_type ORDER BY list_position(['birthday', 'effective_date', 'aep'], email_type) NULLS LAST, email_type)
      AS stands_for
  FROM (
    SELECT DISTINCT contact_id, after_window, email_type
    FROM unsettled u
    WHERE NOT EXISTS (
      FROM verify_standing g WHERE g.contact_id = u.contact_id AND u.ideal BETWEEN g.holds_from AND g.holds_to
    )
  )
  GROUP BY contact_id, after_window
)
SELECT
  row_number() OVER () AS candidate,
  s.contact_id,
  'post_window' AS email_type,
  NULL::BIGINT AS instance_id,
  s.after_window AS event_date,
  s.after_window AS ideal,
  s.after_window + getvariable('post_window_latest') AS latest,
  t.priority,
  true AS respects,
  NULL::BIGINT AS parent_id,
  NULL::DATE AS parent_sent_on,
  '{"stands_for":' || to_json(s.stands_for)::VARCHAR || '}' AS metadata,
  true AS keeps,
  getvariable('catch_up_spread') AS spread,
  'post_window' AS hash_name,
  year(s.after_window) AS hash_year
FROM swallowed s
JOIN verify_email_type t ON t.enabled AND t.name = 'post_window'
WHERE NOT EXISTS (
  FROM verify_standing g WHERE g.contact_id = s.contact_id AND s.after_window BETWEEN g.holds_from AND g.holds_to
)
