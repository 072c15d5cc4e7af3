-- name: repeated
-- Occurrences that were sent more than once, or although history already has them.
SELECT contact_id, kind AS email_type, 'sent ' || count(*) || ' times for ' || coalesce(event_date::VARCHAR, 'its event') AS detail
FROM sim_log
GROUP BY contact_id, kind, campaign_instance_id, event_date, parent_schedule_id
HAVING count(*) > 1
UNION ALL
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' although history has it on ' || coalesce(b.sent_on::VARCHAR, 'some day')
FROM sim_log s
JOIN sim_before b ON b.contact_id = s.contact_id
  AND b.email_type = s.email_type
  AND CASE
    WHEN is_campaign(s.email_type) AND b.campaign_instance_id IS DISTINCT FROM s.campaign_instance_id THEN false
    WHEN b.event_date IS NOT NULL THEN b.event_date = s.event_date
    ELSE is_campaign(s.email_type) OR b.sent_on BETWEEN s.ideal_send_date - 60 AND s.latest
  END
WHERE NOT s.is_followup
UNION ALL
SELECT s.contact_id, s.email_type, 'a second follow-up of row ' || s.parent_schedule_id
FROM sim_log s
JOIN sim_before b ON b.contact_id = s.contact_id
  AND is_followup(b.email_type)
  AND b.parent_schedule_id = s.parent_schedule_id
WHERE s.is_followup

-- name: unaccounted
-- Birthdays, policy anniversaries and enrollment periods in the simulated days for which an email was neither sent nor
-- skipped.
SELECT contact_id, email_type, 'nothing for ' || event_date AS detail
FROM sim_occurrence o
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

-- name: starved
-- Planned emails that are missing from later runs without a cause.
SELECT contact_id, email_type, 'planned for ' || scheduled_send_date || ' until the run of ' || gone_on AS detail
FROM sim_dropped
WHERE cause IS NULL AND contact_id IN (SELECT id FROM sim_verified)

-- name: inside_window
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' inside a window that lasts until ' || w.last_day AS detail
FROM sim_log s
JOIN verify_window w ON w.contact_id = s.contact_id AND s.sent_date BETWEEN w.first_day AND w.last_day
WHERE s.respects AND s.sent_date >= coalesce(s.birth_date, s.sent_date)

-- name: closed_day
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ', which is no sending day' AS detail
FROM sim_log s
WHERE NOT s.any_day AND s.calendar IS NOT NULL
  AND NOT EXISTS (FROM verify_sending_day d WHERE d.calendar = s.calendar AND d.day = s.sent_date)

-- name: illegal_text
-- Text messages at a minute at which the state of the contact allows none, or on another day than the email.
WITH message AS (
  SELECT s.contact_id, s.email_type, s.sent_date, c.state, local_in(c.zone, s.sms_send_at) AS shown
  FROM sim_sent s
  JOIN verify_contact c ON c.id = s.contact_id
  WHERE s.sms_send_at IS NOT NULL
)
SELECT m.contact_id, m.email_type, 'text message at ' || m.shown || ' in ' || m.state AS detail
FROM message m
WHERE m.shown::DATE <> m.sent_date OR NOT EXISTS (
  FROM verify_text_hours h
  WHERE h.state = m.state
    AND h.kind = CASE WHEN m.sent_date IN (SELECT day FROM verify_holiday) THEN 'holiday ' ELSE '' END
      || CASE isodow(m.sent_date) WHEN 6 THEN 'saturday' WHEN 7 THEN 'sunday' ELSE 'weekday' END
    AND m.shown::TIME >= make_time(h.from_hour, 0, 0) AND m.shown::TIME < make_time(h.until_hour, 0, 0)
)

-- name: excluded
-- Emails to contacts who may not get any in their state, who had not arrived yet, or who had opted out.
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' in spite of ' || g.reason AS detail
FROM sim_log s
JOIN verify_no_email_period g ON g.contact_id = s.contact_id AND s.ideal_send_date BETWEEN g.holds_from AND g.holds_to
WHERE s.respects
UNION ALL
SELECT contact_id, email_type, 'sent on ' || sent_date || ' to a contact who appears on ' || arrives_on
FROM sim_log
WHERE sent_date < arrives_on
UNION ALL
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' after opting out'
FROM sim_log s
JOIN sim_verified c ON c.id = s.contact_id
LEFT JOIN (SELECT contact_id, min(opted_out_on) AS opted_out_on FROM sim_opt_out GROUP BY ALL) o USING (contact_id)
WHERE c.suppressed OR s.sent_date > o.opted_out_on
UNION ALL
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' after opting out of ' || o.email_type
FROM sim_log s
JOIN verify_refused_type o ON o.contact_id = s.contact_id AND opt_out_covers(o.email_type, s.email_type)

-- name: post_window
-- Windows that swallowed an email but were not followed by a post-window email, and post-window emails without such a
-- window. A window swallows the emails whose ideal date falls into it. Campaign emails and catch-up days are not
-- derived here; for these, the check relies on the metadata of the post-window email and on the skipped rows.
WITH ended AS (
  SELECT w.contact_id, w.first_day, w.last_day, w.last_day + 1 AS after_window, c.arrives_on
  FROM verify_window w
  JOIN sim_verified c ON c.id = w.contact_id
  WHERE NOT w.endless
),
swallowed AS (
  SELECT DISTINCT contact_id, after_window, last_day, e.arrives_on
  FROM ended e
  JOIN sim_occurrence o USING (contact_id)
  WHERE ideal BETWEEN first_day AND last_day
    AND NOT EXISTS (
      FROM sim_before b
      WHERE b.contact_id = o.contact_id
        AND b.email_type = o.email_type
        AND CASE WHEN b.event_date IS NOT NULL THEN b.event_date = o.event_date
          ELSE b.sent_on BETWEEN o.ideal - 60 AND o.event_date END
    )
    AND NOT EXISTS (
      FROM verify_no_email_period g WHERE g.contact_id = o.contact_id AND o.ideal BETWEEN g.holds_from AND g.holds_to
    )
    AND NOT EXISTS (
      FROM verify_refused_type r WHERE r.contact_id = o.contact_id AND opt_out_covers(r.email_type, o.email_type)
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
    FROM verify_no_email_period g WHERE g.contact_id = w.contact_id AND w.after_window BETWEEN g.holds_from AND g.holds_to
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

-- name: out_of_time
-- Emails sent before their earliest day or after their latest day. An email whose ideal date is no sending day may go earlier.
SELECT contact_id, email_type, 'sent on ' || sent_date || ', due from ' || earliest || coalesce(' to ' || latest, '') AS detail
FROM (
  SELECT
    contact_id, email_type, sent_date,
    CASE WHEN any_day OR calendar IS NULL
      OR EXISTS (FROM verify_sending_day d WHERE d.calendar = sim_log.calendar AND d.day = ideal_send_date)
    THEN ideal_send_date - CASE WHEN email_type = 'effective_date' AND getvariable('balancing_enabled')
      THEN getvariable('smoothing_window_days') // 2 ELSE 0 END END AS earliest,
    CASE WHEN is_followup
      THEN ideal_send_date - getvariable('followup_days_after') + getvariable('followup_lookback')
        + getvariable('followup_spread') - 1
      ELSE latest END AS latest
  FROM sim_log
)
WHERE sent_date < earliest OR sent_date > latest

-- name: campaign_conflict
SELECT contact_id, NULL AS email_type, count(*) || ' campaign emails on ' || sent_date AS detail
FROM sim_log
WHERE is_campaign(email_type)
GROUP BY contact_id, sent_date
HAVING count(*) > 1

-- name: frequency
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

-- name: moved_without_cause
-- Emails that a run moved although nothing had changed.
SELECT contact_id, email_type, 'planned for ' || planned_for || ', moved to ' || moved_to || ' by the run of ' || moved_on AS detail
FROM sim_move
WHERE cause = 'none' AND contact_id IN (SELECT id FROM sim_verified)

-- name: overload
-- Days on which an organisation sent more than its threshold, although the run of that day had not reported this load
-- as unavoidable. The caps are computed here from the inputs. Emails that go on any day, and history, may be on a day that is
-- no sending day, whatever their number.
WITH load AS (
  SELECT sent_date AS day, org_id, count(*) AS load
  FROM (
    SELECT sent_date, org_id FROM sim_sent
    UNION ALL
    SELECT b.sent_on, c.org_id
    FROM sim_before b
    JOIN verify_reading c ON c.id = b.contact_id AND c.reason IS NULL
    WHERE b.sent_on BETWEEN getvariable('first_day') AND getvariable('last_day')
  )
  GROUP BY ALL
),
population AS (
  SELECT c.org_id, d.day, count(*) AS contacts
  FROM (SELECT DISTINCT day FROM sim_org_day) d
  JOIN (
    SELECT DISTINCT r.id, r.org_id, a.arrives_on
    FROM verify_reading r
    JOIN sim_contact a USING (id)
    WHERE r.reason IS NULL
  ) c ON c.arrives_on <= d.day
  GROUP BY ALL
),
share AS (
  SELECT *, greatest(1, sim_share_of(daily_cap_millionths, contacts)) AS share
  FROM population
  JOIN verify_organisation USING (org_id)
),
ordinary AS (
  SELECT
    s.org_id, s.day, c.calendar, c.warm_up,
    CASE WHEN daily_cap <= share THEN daily_cap ELSE share END AS cap,
    CASE WHEN daily_cap <= share THEN daily_cap
      ELSE greatest(share, sim_share_of(getvariable('overage_threshold_millionths'), share)) END AS threshold
  FROM share s
  JOIN verify_cap c ON c.org_id = s.org_id
),
capped AS (
  SELECT o.org_id, o.day, CASE WHEN s.step <= o.cap THEN s.step ELSE o.threshold END AS threshold
  FROM ordinary o
  LEFT JOIN verify_step s ON s.calendar = o.calendar AND s.warm_up = o.warm_up AND s.day = o.day
  WHERE o.calendar = 0 OR EXISTS (FROM verify_open_day d WHERE d.calendar = o.calendar AND d.day = o.day)
)
SELECT
  NULL AS contact_id,
  NULL AS email_type,
  'organisation ' || org_id || ' sent ' || load || ' emails on ' || day || ', its threshold is ' || threshold AS detail
FROM (FROM load JOIN capped USING (org_id, day)) l
WHERE getvariable('balancing_enabled')
  AND load > threshold
  AND NOT EXISTS (
    FROM sim_org_day o WHERE o.org_id = l.org_id AND o.day = l.day AND o.overload >= l.load
  )
