-- name: frequency
WITH counted AS (
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
  ANTI JOIN verify_disputed('frequency') USING (contact_id)
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
FROM verify_disputed('frequency')
UNION ALL
SELECT
  contact_id,
  NULL,
  max(emails) || ' emails in ' || getvariable('period_days') || ' days up to ' || DATE '1970-01-01' + min(day)
FROM period
WHERE planned AND emails > getvariable('max_emails')
GROUP BY contact_id

-- name: lost_contact
SELECT contact_id, NULL AS email_type, 'neither scheduled nor rejected' AS detail
FROM verify_lost

-- name: missing_row
SELECT contact_id, email_type, 'no row with ideal date ' || due_ideal || ', expected ' || due_status AS detail
FROM verify_matched
ANTI JOIN verify_lost USING (contact_id)
WHERE expected AND NOT settled AND NOT found AND due_type <> 'post_window' AND NOT is_followup(due_type)

-- name: unexpected_row
SELECT
  m.contact_id,
  m.email_type,
  CASE WHEN c.id IS NULL THEN 'a row of no schedulable contact'
    ELSE 'a row that no rule gives, ideal date ' || coalesce(m.ideal::VARCHAR, 'none') END AS detail
FROM verify_matched m
LEFT JOIN verify_contact c ON c.id = m.contact_id
WHERE m.found
  AND NOT m.expected
  AND (c.id IS NULL OR NOT coalesce(m.email_type = 'post_window' OR is_followup(m.email_type), false))

-- name: duplicate_row
SELECT contact_id, email_type, count(*) || ' rows with ideal date ' || coalesce(ideal::VARCHAR, 'none') AS detail
FROM verify_actual
GROUP BY contact_id, email_type, instance_id, ideal, parent_id
HAVING count(*) > 1
UNION ALL
SELECT contact_id, email_type, count(*) || ' rows pre-scheduled for ' || coalesce(day::VARCHAR, 'no day')
FROM verify_actual
WHERE status = 'pre-scheduled'
GROUP BY contact_id, email_type, day
HAVING count(*) > 1 AND count(*) = count(DISTINCT (instance_id, ideal, parent_id))

-- name: history_touched
SELECT contact_id, email_type, 'history holds this email already, ideal date ' || due_ideal AS detail
FROM verify_matched
WHERE found AND settled

-- name: wrong_org
SELECT m.contact_id, m.email_type, due_found(c.org_id, m.org_id) AS detail
FROM verify_matched m
JOIN verify_contact c ON c.id = m.contact_id
WHERE m.found AND m.org_id IS DISTINCT FROM c.org_id

-- name: wrong_status
FROM verify_disputed('wrong_status')

-- name: wrong_reason
SELECT contact_id, email_type, due_found(due_reason, reason) AS detail
FROM verify_matched
WHERE dispute = 'wrong_reason'

-- name: wrong_date
SELECT
  contact_id,
  email_type,
  CASE WHEN ideal IS DISTINCT FROM due_ideal THEN 'ideal date: ' || due_found(due_ideal, ideal)
    ELSE due_found(due_day, day) END AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled
  AND (
    ideal IS DISTINCT FROM due_ideal
    OR dispute IS NULL
      AND day IS DISTINCT FROM due_day
      AND NOT (status = 'pre-scheduled' AND day < getvariable('as_of'))
      AND NOT EXISTS (
        FROM verify_window w
        WHERE verify_matched.status = 'pre-scheduled' AND respects
          AND w.contact_id = verify_matched.contact_id AND day BETWEEN w.first_day AND w.last_day
      )
  )

-- name: wrong_move
SELECT contact_id, email_type, due_found(due_moved_by, moved_by) AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled AND dispute IS NULL AND moved_by IS DISTINCT FROM due_moved_by

-- name: wrong_balance
-- Rows that load balancing moved although it may not.
WITH moved AS (
  SELECT
    *,
    CASE
      WHEN NOT getvariable('balancing_enabled') THEN 'load balancing is not enabled'
      WHEN is_followup(due_type) THEN 'follow-ups are not moved'
      WHEN due_reason IN ('exclusion_window', 'expired', 'suppressed', 'holdout', 'year_round_exclusion',
        'missing_birth_date', 'no_sending_day')
        THEN 'moved although skipped before'
      WHEN day < getvariable('as_of') OR day > due_latest
        THEN 'moved to ' || day || ', not from today to ' || due_latest
      WHEN moved_by = 'smoothing' AND due_type <> 'effective_date' THEN 'only effective-date emails are smoothed'
      WHEN moved_by = 'smoothing' AND release_moved_by IS NOT NULL THEN 'late emails are not smoothed'
      WHEN moved_by = 'smoothing' AND abs(day - due_ideal) > getvariable('smoothing_window_days') // 2
        THEN 'smoothed by ' || (day - due_ideal) || ' days'
      WHEN moved_by = 'daily_cap' AND due_type <> 'effective_date' AND day <= release_day
        THEN 'moved from ' || release_day || ' back to ' || day
      WHEN moved_by = 'daily_cap' AND day < release_day - getvariable('smoothing_window_days') // 2
        THEN 'moved from ' || release_day || ' back to ' || day
    END AS fault
  FROM verify_matched
  WHERE found AND expected AND NOT settled AND moved_by IN ('smoothing', 'daily_cap')
)
SELECT contact_id, email_type, fault AS detail
FROM moved
WHERE fault IS NOT NULL
UNION ALL
SELECT m.contact_id, m.email_type, 'moved to ' || m.day || ' across the start of a window on ' || w.first_day
FROM moved m
JOIN verify_window w ON w.contact_id = m.contact_id AND w.last_day < m.day
WHERE m.fault IS NULL
  AND m.moved_by = 'daily_cap'
  AND m.respects
  -- Smoothing may have moved an effective-date email before.
  AND w.first_day > m.release_day
    + CASE m.due_type WHEN 'effective_date' THEN getvariable('smoothing_window_days') // 2 ELSE 0 END

-- name: past_date
SELECT contact_id, email_type, 'pre-scheduled for ' || day || ', before ' || getvariable('as_of') AS detail
FROM verify_actual
WHERE status = 'pre-scheduled' AND day < getvariable('as_of')

-- name: inside_window
SELECT
  m.contact_id,
  m.email_type,
  'scheduled on ' || m.day || ' inside a window that lasts until ' || w.last_day AS detail
FROM verify_matched m
JOIN verify_window w ON w.contact_id = m.contact_id AND m.day BETWEEN w.first_day AND w.last_day
WHERE m.found AND m.status = 'pre-scheduled' AND m.respects AND NOT m.settled
UNION ALL
SELECT m.contact_id, m.email_type, due_found('skipped (exclusion_window)', 'pre-scheduled on ' || m.day)
FROM verify_matched m
WHERE m.dispute = 'inside_window'
  AND NOT EXISTS (
    FROM verify_window w WHERE w.contact_id = m.contact_id AND m.day BETWEEN w.first_day AND w.last_day
  )

-- name: closed_day
-- Emails on days that are no sending days. Emails that go on any day may be there, but load balancing never moves one there.
SELECT m.contact_id, m.email_type, 'scheduled on ' || m.day || ', which is no sending day' AS detail
FROM verify_matched m
JOIN verify_contact c ON c.id = m.contact_id
JOIN verify_org_calendar o ON o.org_id = c.org_id
LEFT JOIN verify_holiday h ON o.holidays = 'us_federal' AND h.day = m.day
LEFT JOIN verify_campaign_instance i ON is_campaign(m.email_type) AND i.id = m.instance_id
WHERE m.found AND m.status = 'pre-scheduled'
  AND (NOT coalesce(i.any_day, false) OR m.moved_by IN ('smoothing', 'daily_cap'))
  AND (
    NOT list_contains(o.weekdays, weekday_of(m.day))
    OR h.day IS NOT NULL
    OR EXISTS (
      FROM verify_blackout b WHERE b.calendar = o.calendar AND m.day BETWEEN b.first_day AND b.last_day
    )
  )

-- name: wrong_post_window
WITH fault AS (
  SELECT
    contact_id,
    email_type,
    CASE
      WHEN NOT found THEN 'none on ' || due_ideal || ', the day after a window'
      WHEN NOT expected THEN 'no window that swallowed an email ends before ' || coalesce(ideal::VARCHAR, 'its ideal date')
      WHEN dispute = 'wrong_post_window'
        THEN due_found(with_reason(due_status, due_reason), with_reason(status, reason))
      WHEN metadata IS DISTINCT FROM due_metadata THEN due_found(due_metadata, metadata)
    END AS detail
  FROM verify_matched
  ANTI JOIN verify_lost USING (contact_id)
  SEMI JOIN verify_contact ON verify_contact.id = contact_id
  WHERE 'post_window' IN (coalesce(due_type, ''), coalesce(email_type, '')) AND NOT settled
)
SELECT contact_id, email_type, detail
FROM fault
WHERE detail IS NOT NULL

-- name: wrong_followup
WITH fault AS (
  SELECT
    contact_id,
    email_type,
    CASE
      WHEN NOT found THEN 'none for the parent ' || due_parent
      WHEN NOT expected THEN 'the parent ' || coalesce(parent_id::VARCHAR, 'none') || ' is due no follow-up'
      WHEN email_type IS DISTINCT FROM due_type THEN due_found(due_type, email_type)
      WHEN dispute = 'wrong_followup'
        THEN due_found(with_reason(due_status, due_reason), with_reason(status, reason))
      WHEN instance_id IS DISTINCT FROM due_instance THEN 'campaign instance: ' || due_found(due_instance, instance_id)
      WHEN event_date IS DISTINCT FROM due_event THEN 'an event date that is not the parent''s'
    END AS detail
  FROM verify_matched
  ANTI JOIN verify_lost USING (contact_id)
  SEMI JOIN verify_contact ON verify_contact.id = contact_id
  WHERE is_followup(coalesce(due_type, email_type))
)
SELECT contact_id, email_type, detail
FROM fault
WHERE detail IS NOT NULL

-- name: campaign_conflict
FROM verify_disputed('campaign_conflict')
UNION ALL
SELECT contact_id, any_value(email_type), count(*) || ' campaign emails on ' || day
FROM verify_matched
ANTI JOIN verify_disputed('campaign_conflict') USING (contact_id)
WHERE found AND status = 'pre-scheduled' AND is_campaign(email_type)
GROUP BY contact_id, day
HAVING count(*) > 1

-- name: wrong_priority
SELECT contact_id, email_type, due_found(due_priority, priority) AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled AND priority IS DISTINCT FROM due_priority

-- name: wrong_template
SELECT
  m.contact_id,
  m.email_type,
  CASE WHEN m.email_template IS DISTINCT FROM template.email_template
    THEN 'email: ' || due_found(template.email_template, m.email_template)
    ELSE 'SMS: ' || due_found(template.sms_template, m.sms_template) END AS detail
FROM verify_matched m
LEFT JOIN verify_email_type t ON t.name = m.due_type
LEFT JOIN verify_campaign_instance i ON i.id = m.due_instance
LEFT JOIN verify_history h ON h.contact_id = m.contact_id AND h.id = m.due_parent
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN is_campaign(m.due_type) THEN i.email_template
      WHEN is_campaign(h.email_type) THEN coalesce(i.followup_email_template, t.email_template)
      ELSE t.email_template
    END AS email_template,
    CASE
      WHEN is_campaign(m.due_type) THEN i.sms_template
      WHEN is_campaign(h.email_type) THEN coalesce(i.followup_sms_template, t.sms_template)
      ELSE t.sms_template
    END AS sms_template
) template
WHERE m.found AND m.expected AND NOT m.settled AND m.email_type = m.due_type
  AND (
    m.email_template IS DISTINCT FROM template.email_template OR m.sms_template IS DISTINCT FROM template.sms_template
  )

-- name: wrong_metadata
SELECT contact_id, email_type, due_found(due_metadata, metadata) AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled
  AND email_type = due_type
  AND email_type <> 'post_window'
  AND metadata IS DISTINCT FROM due_metadata

-- name: wrong_send_at
WITH row_zone AS (
  SELECT
    m.*,
    o.time_zone AS setting,
    CASE WHEN o.time_zone = 'contact' THEN c.zone ELSE o.time_zone END AS due_zone
  FROM verify_matched m
  JOIN verify_contact c ON c.id = m.contact_id
  JOIN verify_organisation o ON o.org_id = c.org_id
  WHERE m.found
),
due AS (
  SELECT due_zone, day, utc_in(due_zone, day + getvariable('send_time')::TIME) AS send_at
  FROM (SELECT DISTINCT due_zone, day FROM row_zone WHERE due_zone IS NOT NULL AND day IS NOT NULL)
)
SELECT
  r.contact_id,
  r.email_type,
  CASE
    WHEN NOT r.at_send_time THEN 'time of day: expected ' || getvariable('send_time')
    WHEN r.send_at IS DISTINCT FROM d.send_at THEN due_found(d.send_at, r.send_at) || ' UTC'
    ELSE 'time zone: ' || due_found(r.due_zone, r.time_zone)
  END AS detail
FROM row_zone r
LEFT JOIN due d ON d.due_zone = r.due_zone AND d.day = r.day
WHERE NOT r.at_send_time
  OR r.send_at IS DISTINCT FROM d.send_at
  OR r.time_zone IS DISTINCT FROM CASE WHEN r.setting <> 'America/Chicago' THEN r.due_zone END

-- name: wrong_text
WITH message AS (
  SELECT
    m.contact_id, m.email_type, m.day, m.sms_send_at, m.sms_skip_reason, c.state, c.zone, c.sms_suppressed,
    c.phone_is_valid, c.sms_consent,
    coalesce(getvariable('sms_enabled') AND m.status = 'pre-scheduled' AND m.sms_template IS NOT NULL, false) AS planned
  FROM verify_matched m
  JOIN verify_contact c ON c.id = m.contact_id
  WHERE m.found AND m.day IS NOT NULL
),
-- The first legal minute of the day in each place, as a time of day; null if there is none.
place AS (
  SELECT
    p.*,
    CASE WHEN greatest(earliest, h.from_hour * 60) < h.until_hour * 60 THEN greatest(earliest, h.from_hour * 60) END AS minute
  FROM (
    SELECT DISTINCT
      state, zone, day,
      CASE WHEN day IN (SELECT day FROM verify_holiday) THEN 'holiday ' ELSE '' END
        || CASE isodow(day) WHEN 6 THEN 'saturday' WHEN 7 THEN 'sunday' ELSE 'weekday' END AS kind,
      ceil(epoch(getvariable('send_time')::TIME) / 60)::INTEGER AS earliest
    FROM message
    WHERE planned
  ) p
  LEFT JOIN verify_text_hours h ON h.state = p.state AND h.kind = p.kind
),
due AS (
  SELECT state, zone, day, minute, utc_in(zone, day + to_minutes(minute)) AS send_at FROM place
)
SELECT
  m.contact_id,
  m.email_type,
  due_found(coalesce(x.reason, x.send_at::VARCHAR), coalesce(m.sms_skip_reason, m.sms_send_at::VARCHAR)) AS detail
FROM message m
LEFT JOIN due d ON d.state = m.state AND d.zone = m.zone AND d.day = m.day
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN NOT m.planned THEN NULL
    WHEN m.sms_suppressed THEN 'sms_suppressed'
    WHEN m.phone_is_valid IS NULL THEN 'no_phone'
    WHEN NOT m.phone_is_valid THEN 'invalid_phone'
    WHEN getvariable('sms_require_consent') AND NOT m.sms_consent THEN 'no_consent'
    WHEN d.minute IS NULL THEN 'no_legal_hour'
  END AS reason
) y
CROSS JOIN LATERAL (
  SELECT y.reason, CASE WHEN m.planned AND y.reason IS NULL THEN d.send_at END AS send_at
) x
WHERE m.sms_skip_reason IS DISTINCT FROM x.reason OR m.sms_send_at IS DISTINCT FROM x.send_at

-- name: reject_mismatch
WITH due AS (
  SELECT r.row_number, r.reason, c.id_text
  FROM verify_reading r
  JOIN source_contacts c ON c.row_number = r.row_number
  WHERE r.reason IS NOT NULL
)
SELECT
  coalesce(d.id_text, f.contact_id) AS contact_id,
  NULL AS email_type,
  'row ' || coalesce(d.row_number, f.row_number) || ': ' || CASE
    WHEN d.reason IS DISTINCT FROM f.reason THEN due_found(coalesce(d.reason, 'no reject'), coalesce(f.reason, 'no reject'))
    ELSE 'another contact id than given'
  END AS detail
FROM due d
FULL JOIN run_rejects f ON f.row_number = d.row_number
WHERE d.reason IS DISTINCT FROM f.reason OR d.id_text IS DISTINCT FROM f.contact_id

-- name: warning_mismatch
-- Differences in the warnings about unusable data of schedulable contacts: their own fields, and rows of history and
-- enrolments that have no effect.
WITH fact AS (
  SELECT h.contact_id, CASE
    WHEN h.status NOT IN ('scheduled', 'processing', 'sent', 'delivered', 'pre-scheduled', 'failed', 'skipped')
    THEN 'unknown_status'
    WHEN h.status IN ('scheduled', 'processing', 'sent', 'delivered') AND is_campaign(h.email_type)
      AND t.name IS NULL AND i.id IS NULL
    THEN 'unknown_email_type'
    WHEN h.status IN ('scheduled', 'processing', 'sent', 'delivered') AND NOT coalesce(
      is_campaign(h.email_type) OR is_followup(h.email_type)
        OR h.email_type IN ('birthday', 'effective_date', 'aep', 'post_window'), false)
    THEN 'unknown_email_type'
  END AS warning
  FROM source_email_schedules h
  LEFT JOIN verify_campaign_type t ON 'campaign_' || t.name = h.email_type
  LEFT JOIN verify_campaign_instance i ON i.id = h.campaign_instance_id
  UNION ALL
  SELECT e.contact_id, 'unknown_status'
  FROM source_contact_campaigns e
  JOIN verify_campaign_instance i ON i.id = e.campaign_instance_id
  WHERE e.status NOT IN ('pending', 'scheduled', 'completed', 'cancelled', 'processing', 'sent', 'delivered',
    'pre-scheduled', 'failed', 'skipped')
),
due AS (
  SELECT contact_id, warning, count(*) AS times
  FROM (
    SELECT c.id AS contact_id, unnest(list_filter([
      CASE WHEN NOT blank(c.state) AND upper(trimmed(c.state)) <> r.state THEN 'state_conflict' END,
      CASE WHEN NOT blank(c.org_id_text) AND c.org_id IS NULL THEN 'invalid_org_id' END,
      CASE WHEN NOT blank(c.birth_date_text) AND r.birth_date IS NULL THEN 'invalid_birth_date' END,
      CASE WHEN NOT blank(c.effective_date_text) AND r.effective_date IS NULL THEN 'invalid_effective_date' END
    ], lambda warning: warning IS NOT NULL)) AS warning
    FROM verify_reading r
    JOIN source_contacts c ON c.row_number = r.row_number
    WHERE r.reason IS NULL
    UNION ALL
    FROM fact
    SEMI JOIN (FROM verify_reading WHERE reason IS NULL) known ON known.id = fact.contact_id
    WHERE warning IS NOT NULL
  )
  GROUP BY ALL
),
listed AS (
  SELECT TRY_CAST(contact_id AS BIGINT) AS contact_id, warning, count(*) AS times
  FROM run_warnings
  WHERE warning IN ('state_conflict', 'invalid_org_id', 'invalid_birth_date', 'invalid_effective_date', 'unknown_status',
    'unknown_email_type')
  GROUP BY ALL
)
SELECT
  coalesce(d.contact_id, l.contact_id) AS contact_id,
  NULL AS email_type,
  CASE
    WHEN l.warning IS NULL THEN d.warning || ' is not warned of'
    WHEN d.warning IS NULL THEN l.warning || ' is warned of without cause'
    ELSE d.warning || ' is warned of ' || l.times || ' times, not ' || d.times
  END AS detail
FROM due d
FULL JOIN listed l ON l.contact_id = d.contact_id AND l.warning = d.warning
WHERE l.times IS DISTINCT FROM d.times

-- name: run_id
SELECT contact_id, email_type, due_found(getvariable('run_id'), scheduler_run_id) AS detail
FROM run_schedules
WHERE scheduler_run_id IS DISTINCT FROM getvariable('run_id')

-- name: wrong_foreseen
-- Days whose foreseen follow-ups differ from those of the manifest. Later days are left out, because load
-- balancing does not plan them.
WITH due AS (
  SELECT org_id, day, sum(emails) AS emails
  FROM verify_foreseen
  WHERE day < getvariable('as_of') + 15000
  GROUP BY ALL
),
said AS (
  FROM verify_said_foreseen WHERE day < getvariable('as_of') + 15000
)
SELECT
  NULL AS contact_id,
  NULL AS email_type,
  'organisation ' || coalesce(due.org_id, said.org_id) || ', follow-ups on ' || coalesce(due.day, said.day) || ': '
    || due_found(due.emails, said.emails) AS detail
FROM due
FULL JOIN said ON said.org_id = due.org_id AND said.day = due.day
WHERE due.emails IS DISTINCT FROM said.emails

-- name: overloaded_day
-- Sending days above their threshold from which emails could have moved to later days with room below the cap. If follow-ups are
-- foreseen, they count too. An email then needs room for its follow-up as well, and it may also move so that its
-- follow-up leaves the overloaded day. In this case the plan may keep announced days as long as it is about as good as
-- the best plan. The check therefore tolerates some emails that could have moved: for each organisation, one for each
-- overloaded day and 1 % of the emails above the threshold.
WITH load AS (
  SELECT org_id, day, sum(emails)::BIGINT AS emails
  FROM (FROM verify_load UNION ALL FROM verify_foreseen)
  GROUP BY ALL
),
limited AS (
  SELECT l.*, c.calendar, c.warm_up, c.cap, CASE WHEN s.step <= c.cap THEN s.step ELSE c.threshold END AS threshold
  FROM load l
  JOIN verify_cap c ON c.org_id = l.org_id
  LEFT JOIN verify_step s ON s.calendar = c.calendar AND s.warm_up = c.warm_up AND s.day = l.day
  WHERE c.calendar = 0 OR EXISTS (FROM verify_open_day o WHERE o.calendar = c.calendar AND o.day = l.day)
),
overloaded AS (
  SELECT
    *,
    emails - threshold AS excess,
    CASE WHEN getvariable('foresees')
      THEN count(*) OVER (PARTITION BY org_id) + sum(emails - threshold) OVER (PARTITION BY org_id) / 100
      ELSE 0 END AS tolerated
  FROM limited
  WHERE emails > threshold
),
-- The movable emails that count on an overloaded day, either themselves or by their follow-ups. `emails_from` is the
-- number of those sent on the same day that may move to this deadline or a later one.
cause AS (
  SELECT *, sum(emails) OVER (PARTITION BY org_id, day, sent_on, parent ORDER BY deadline DESC) AS emails_from
  FROM (
    SELECT org_id, day, sent_on, parent, deadline, sum(emails)::BIGINT AS emails
    FROM (
      SELECT *, day AS sent_on FROM verify_movable
      UNION ALL
      SELECT * REPLACE (followup_day AS day), day FROM verify_movable WHERE followup_day IS NOT NULL
    )
    SEMI JOIN overloaded USING (org_id, day)
    GROUP BY ALL
  )
),
later AS (
  SELECT o.*, sent_on, parent, sent_on + unnest(range(1, least(last_day - sent_on, 1000) + 1))::INTEGER AS later_day
  FROM (
    SELECT org_id, day, sent_on, parent, max(deadline) AS last_day FROM cause GROUP BY ALL
  )
  JOIN overloaded o USING (org_id, day)
),
open AS (
  SELECT
    l.* REPLACE (least(l.cap, s.step) AS cap),
    CASE WHEN l.calendar = 0 THEN later_day + getvariable('followup_days_after') ELSE f.day END AS later_followup
  FROM later l
  LEFT JOIN verify_step s ON s.calendar = l.calendar AND s.warm_up = l.warm_up AND s.day = l.later_day
  LEFT JOIN verify_followup_day f ON f.calendar = l.calendar AND f.sent_on = l.later_day
  WHERE l.calendar = 0 OR EXISTS (FROM verify_open_day o WHERE o.calendar = l.calendar AND o.day = l.later_day)
),
-- The cap of a later day, and that of the day of its follow-ups.
capped AS (
  SELECT
    l.*,
    least(c.cap, s.step) AS followup_cap
  FROM open l
  JOIN verify_cap c ON c.org_id = l.org_id
  LEFT JOIN verify_step s ON s.calendar = l.calendar AND s.warm_up = l.warm_up AND s.day = l.later_followup
),
-- The room for more emails on each later day. For emails with a follow-up, only half of the room counts, on
-- their day or on that of the follow-ups, whichever has less. The other half is left to emails of other
-- days and their follow-ups.
room AS (
  SELECT
    r.*,
    greatest(0, CASE WHEN parent
      THEN least(r.cap - coalesce(l.emails, 0), r.followup_cap - coalesce(f.emails, 0)) // 2
      ELSE r.cap - coalesce(l.emails, 0) END) AS emails_more
  FROM capped r
  LEFT JOIN load l ON l.org_id = r.org_id AND l.day = r.later_day
  LEFT JOIN load f ON f.org_id = r.org_id AND f.day = r.later_followup
),
filled AS (
  SELECT *, sum(emails_more) OVER (PARTITION BY org_id, day, sent_on, parent ORDER BY later_day) AS emails_until
  FROM room
)
SELECT
  NULL AS contact_id,
  NULL AS email_type,
  'organisation ' || r.org_id || ': ' || any_value(r.emails) || ' emails on ' || r.day || ', above '
    || any_value(r.threshold) || ', while '
    || coalesce(
      min(r.later_day) FILTER (r.emails_more > 0 AND r.later_day > r.day), min(r.later_day) FILTER (r.emails_more > 0)
    ) || ' has room' AS detail
FROM filled r
LEFT JOIN cause c ON c.org_id = r.org_id AND c.day = r.day AND c.sent_on = r.sent_on AND c.parent = r.parent
  AND least(c.deadline, c.sent_on + 1000) = r.later_day
GROUP BY r.org_id, r.day
HAVING max(least(r.excess, c.emails_from, r.emails_until)) FILTER (c.emails_from > 0) > any_value(r.tolerated)
