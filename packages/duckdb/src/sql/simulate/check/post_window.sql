-- Windows that swallowed an email but were not followed by a post-window email, and post-window emails without such a
-- window. A window swallows the emails whose ideal date falls into it. Campaign emails and catch-up days are not
-- derived here; for these, the check relies on the metadata of the post-window email and on the skipped rows.
WITH ended AS (
  SELECT w.contact_id, w.first_day, w.last_day, w.last_day + 1 AS after_window, c.arrives_on, c.birth_date, c.effective_date
  FROM verify_window w
  JOIN sim_verified c ON c.id = w.contact_id
  WHERE NOT w.endless
),
occurrence AS (
  SELECT
    e.contact_id, e.first_day, e.last_day, e.after_window, e.arrives_on,
    t.name AS email_type,
    CASE t.name
      WHEN 'birthday' THEN anniversary_in(e.birth_date, y)
      WHEN 'effective_date' THEN anniversary_in(e.effective_date, y)
      ELSE day_in(y, getvariable('aep_opens_month'), getvariable('aep_opens_day'))
    END AS event_date,
    CASE t.name
      WHEN 'birthday' THEN event_date - getvariable('birthday_days_before')
      WHEN 'effective_date' THEN event_date - getvariable('effective_date_days_before')
      ELSE day_in(y, getvariable('aep_send_month'), getvariable('aep_send_day'))
    END AS ideal
  FROM ended e
  JOIN verify_email_type t ON t.enabled AND t.name IN ('birthday', 'effective_date', 'aep')
  CROSS JOIN range(year(getvariable('first_day')) - 3, year(getvariable('last_day')) + 3) AS years(y)
),
swallowed AS (
  SELECT DISTINCT contact_id, after_window, last_day, arrives_on
  FROM occurrence o
  WHERE ideal BETWEEN first_day AND last_day
    AND NOT EXISTS (
      FROM sim_before b
      WHERE b.contact_id = o.contact_id
        AND b.email_type = o.email_type
        AND CASE WHEN b.event_date IS NOT NULL THEN b.event_date = o.event_date
          ELSE b.sent_on BETWEEN o.ideal - 60 AND o.event_date END
    )
    AND NOT EXISTS (
      FROM verify_standing g WHERE g.contact_id = o.contact_id AND o.ideal BETWEEN g.holds_from AND g.holds_to
    )
)
SELECT contact_id, 'post_window' AS email_type, 'none after the window that ended on ' || last_day AS detail
FROM swallowed w
JOIN verify_email_type t ON t.enabled AND t.name = 'post_window'
WHERE last_day + 1 >= greatest(getvariable('first_day'), arrives_on)
  AND last_day + 1 + getvariable('post_window_latest') <= getvariable('last_day')
  AND NOT EXISTS (
    FROM sim_log s WHERE s.contact_id = w.contact_id AND s.kind = 'post_window' AND s.event_date = w.after_window
  )
  AND NOT EXISTS (
    FROM sim_skipped s WHERE s.contact_id = w.contact_id AND s.kind = 'post_window' AND s.event_date = w.after_window
  )
  AND NOT EXISTS (
    FROM sim_before b
    WHERE b.contact_id = w.contact_id
      AND b.email_type = 'post_window'
      AND CASE WHEN b.event_date IS NOT NULL THEN b.event_date = w.after_window
        ELSE b.sent_on BETWEEN w.after_window - 60 AND w.after_window + getvariable('post_window_latest') END
  )
  AND NOT EXISTS (
    FROM verify_standing g WHERE g.contact_id = w.contact_id AND w.after_window BETWEEN g.holds_from AND g.holds_to
  )
UNION ALL
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' for ' || s.event_date || ', which no window ends before'
FROM sim_log s
ANTI JOIN ended e ON e.contact_id = s.contact_id AND e.after_window = s.event_date
WHERE s.kind = 'post_window'
UNION ALL
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' after a window that swallowed nothing'
FROM sim_log s
ANTI JOIN swallowed w ON w.contact_id = s.contact_id AND w.after_window = s.event_date
WHERE s.kind = 'post_window'
  AND NOT contains(s.metadata, '"campaign_')
  AND NOT EXISTS (
    FROM sim_skipped k
    JOIN ended e ON e.contact_id = k.contact_id AND k.scheduled_send_date BETWEEN e.first_day AND e.last_day
    WHERE k.contact_id = s.contact_id AND k.skip_reason = 'exclusion_window' AND e.after_window = s.event_date
  )
