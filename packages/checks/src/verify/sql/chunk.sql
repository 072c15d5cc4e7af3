-- name: contact
-- The schedulable contacts of this chunk.
CREATE OR REPLACE TEMP TABLE verify_contact AS
SELECT id, org_id, state, birth_date, effective_date, suppressed, zone, sms_suppressed, phone_is_valid, sms_consent
FROM verify_reading
WHERE reason IS NULL AND id BETWEEN getvariable('first_id') AND getvariable('last_id')

-- name: history
-- Rows of earlier runs and of the sender. `settles` is false for rows that an earlier run only planned. If the campaign
-- type of a row is unknown, the type of its campaign instance is used.
CREATE OR REPLACE TEMP TABLE verify_history AS
SELECT
  h.row_number,
  h.id,
  h.contact_id,
  CASE WHEN is_campaign(h.email_type) AND t.name IS NULL THEN coalesce(i.email_type, h.email_type)
    ELSE h.email_type END AS email_type,
  status,
  status <> 'pre-scheduled' AS settles,
  -- For a row that an earlier run planned, the announced day is the scheduled day.
  coalesce(CASE WHEN status <> 'pre-scheduled' THEN actual_send_date END, scheduled_send_date) AS sent_on,
  event_date,
  campaign_instance_id,
  parent_schedule_id
FROM source_email_schedules h
SEMI JOIN verify_contact c ON c.id = h.contact_id
LEFT JOIN verify_campaign_type t ON 'campaign_' || t.name = h.email_type
LEFT JOIN verify_campaign_instance i ON i.id = h.campaign_instance_id
WHERE status IN ('scheduled', 'processing', 'sent', 'delivered', 'pre-scheduled')
  AND contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')

-- name: engagement
-- For each contact, the last day of a click, of an answer to health questions, and of an answer that names conditions.
CREATE OR REPLACE TEMP TABLE verify_engagement AS
WITH act AS (
  SELECT contact_id, clicked_on, NULL::DATE AS answered_on, NULL::DATE AS answered_yes_on
  FROM source_tracking_clicks
  UNION ALL
  SELECT
    contact_id,
    NULL,
    created_on,
    CASE
      WHEN NOT json_valid(metadata) THEN NULL
      WHEN json_type(metadata, '$.has_medical_conditions') = 'BOOLEAN'
        AND (metadata ->> '$.has_medical_conditions') = 'true'
      THEN created_on
      WHEN json_type(metadata, '$.main_questions_yes_count') IN ('BIGINT', 'UBIGINT', 'DOUBLE')
        AND TRY_CAST(metadata ->> '$.main_questions_yes_count' AS DOUBLE) > 0
      THEN created_on
    END
  FROM source_contact_events
  WHERE event_type = 'eligibility_answered'
)
SELECT
  contact_id,
  max(clicked_on) AS clicked_on,
  max(answered_on) AS answered_on,
  max(answered_yes_on) AS answered_yes_on
FROM act
WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
GROUP BY contact_id

-- name: enrolment
-- The campaign emails by contact, instance and trigger date. They come from the enrolments that take part, and from the
-- instances that target all contacts. Such an instance includes every contact that has no enrolment row for it.
CREATE OR REPLACE TEMP TABLE verify_enrolment AS
WITH written AS (
  SELECT contact_id, campaign_instance_id, trigger_date, coalesce(status, 'pending') AS status
  FROM source_contact_campaigns
  SEMI JOIN verify_contact ON verify_contact.id = contact_id
  WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
)
SELECT DISTINCT w.contact_id, i.id AS instance_id, coalesce(w.trigger_date, i.active_start_date) AS trigger_date
FROM written w
JOIN verify_campaign_instance i ON i.id = w.campaign_instance_id
WHERE i.takes_part
  AND w.status IN ('pending', 'scheduled')
  AND coalesce(w.trigger_date, i.active_start_date) IS NOT NULL
UNION ALL
SELECT c.id, i.id, i.active_start_date
FROM verify_contact c
JOIN verify_campaign_instance i ON i.org_id IS NULL OR i.org_id = c.org_id
ANTI JOIN written w ON w.contact_id = c.id AND w.campaign_instance_id = i.id
WHERE i.takes_part AND i.targets_all

-- name: held_out
-- Contacts who get no email of a campaign instance, so that its effect can be measured. The high half of the hash of contact and
-- instance, modulo 10,000, is the draw.
CREATE OR REPLACE TEMP TABLE verify_held_out AS
SELECT contact_id, instance_id
FROM (
  SELECT DISTINCT e.contact_id, e.instance_id, i.held_out_draws,
    xor(
      mix32(name_hash('holdout')),
      mix32(xor(
        (i.id & 4294967295)::UBIGINT,
        ((((i.id >> 32) & 4294967295)::UBIGINT + 1) * 2246822507::UBIGINT) % 4294967296::UBIGINT
      ))
    ) AS hash_key
  FROM verify_enrolment e
  JOIN verify_campaign_instance i ON i.id = e.instance_id
  WHERE i.held_out_draws > 0
)
WHERE contact_hash(contact_id, hash_key)[1] % 10000 < held_out_draws

-- name: email
-- The emails that each contact could get, before history is considered. See "Which emails there are" in docs/reference/rules.md.
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

-- name: contact_rule
-- Each rule of each contact, with the first and last day on which the limits of the rule hold, and with the years whose
-- windows can affect a tested day: the years around today, and around each campaign email, which may be centuries away.
-- If windows can chain from year to year, or if a year-round rule can begin or end, the windows of all years between are
-- needed too.
CREATE OR REPLACE TEMP TABLE verify_contact_rule AS
WITH campaign_years AS (
  SELECT
    contact_id,
    min(first_year) AS first_campaign_year,
    max(last_year) AS last_campaign_year,
    flatten(list(range(first_year - 2, last_year + 3)) FILTER (
      first_year < year(getvariable('as_of')) - 10 OR last_year > year(getvariable('as_of')) + 10
    )) AS distant_years
  FROM (
    SELECT contact_id, year(ideal) AS first_year, greatest(year(latest), year(ideal)) AS last_year
    FROM verify_email
    WHERE instance_id IS NOT NULL AND latest < DATE '9000-01-01'
  )
  GROUP BY contact_id
)
SELECT
  c.id AS contact_id,
  c.birth_date,
  c.effective_date,
  r.*,
  rule_starts(r.in_force_from, r.min_age, c.birth_date) AS holds_from,
  rule_ends(r.in_force_to, r.max_age, c.birth_date) AS holds_to,
  s.chains,
  CASE WHEN s.chains THEN 12 ELSE 2 END AS margin,
  least(
    year(getvariable('as_of')) - 1,
    y.first_campaign_year,
    CASE WHEN s.year_round THEN s.first_year_in_force END,
    CASE WHEN s.year_round THEN year(c.birth_date) + s.lowest_age END
  ) - margin AS first_year,
  greatest(
    year(getvariable('as_of')) + 1,
    y.last_campaign_year,
    CASE WHEN s.chains OR s.year_round THEN s.last_year_in_force END,
    CASE WHEN s.chains OR s.year_round THEN year(c.birth_date) + s.highest_age + 1 END
  ) + margin AS last_year,
  CASE
    WHEN s.chains OR s.year_round OR y.distant_years IS NULL THEN range(first_year, last_year + 1)
    ELSE list_distinct(range(year(getvariable('as_of')) - 12, year(getvariable('as_of')) + 13) || y.distant_years)
  END AS years
FROM verify_contact c
JOIN verify_state_rule r ON r.state = c.state
JOIN verify_state s ON s.state = c.state
LEFT JOIN campaign_years y ON y.contact_id = c.id

-- name: window
-- The exclusion windows of every rule and year, limited to the days on which the rule holds. Windows that overlap or
-- touch are merged into one. `endless` windows never end.
CREATE OR REPLACE TEMP TABLE verify_window AS
WITH anchored AS (
  SELECT
    *,
    CASE
      WHEN kind = 'calendar' THEN day_in(y, from_month, from_day)
      WHEN kind = 'effective_date' THEN anniversary_in(effective_date, y)
      WHEN use_month_start THEN make_date(y, month(birth_date), 1)
      ELSE anniversary_in(birth_date, y)
    END AS anchor
  FROM (
    SELECT *, unnest(years) AS y FROM verify_contact_rule WHERE kind <> 'year_round'
  )
),
span AS (
  SELECT
    contact_id, holds_from, holds_to, chains, last_year,
    anchor - coalesce(days_before, 0) - getvariable('pre_window') AS starts,
    CASE WHEN kind = 'calendar'
      THEN day_in(CASE WHEN (to_month, to_day) < (from_month, from_day) THEN y + 1 ELSE y END, to_month, to_day)
      ELSE anchor + days_after
    END AS ends
  FROM anchored
  WHERE anchor IS NOT NULL
  UNION ALL
  SELECT contact_id, holds_from, holds_to, false, last_year, holds_from, holds_to
  FROM verify_contact_rule
  WHERE kind = 'year_round'
),
cut AS (
  SELECT
    contact_id,
    greatest(starts, holds_from) AS starts,
    least(ends, holds_to) AS ends,
    bool_or(chains) AS chains,
    max(last_year) AS last_year
  FROM span
  WHERE greatest(starts, holds_from) <= least(ends, holds_to)
  GROUP BY ALL
),
marked AS (
  SELECT
    *,
    CASE WHEN starts <= 1 + max(ends) OVER (
      PARTITION BY contact_id ORDER BY starts, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) THEN 0 ELSE 1 END AS begins
  FROM cut
),
numbered AS (
  SELECT *, sum(begins) OVER (PARTITION BY contact_id ORDER BY starts, ends ROWS UNBOUNDED PRECEDING) AS island
  FROM marked
)
SELECT
  contact_id,
  min(starts) AS first_day,
  max(ends) AS last_day,
  max(ends) >= DATE '9999-12-31' OR bool_or(chains) AND max(ends) >= make_date(max(last_year) - 2, 1, 1) AS endless
FROM numbered
GROUP BY contact_id, island

-- name: sending_day
-- The days on which each calendar allows emails, in all years to which an email of this chunk may be moved, and around the ends
-- of blackouts. Calendars that allow every day have none.
CREATE OR REPLACE TEMP TABLE verify_sending_day AS
WITH calendar AS (
  SELECT DISTINCT calendar, weekdays, holidays FROM verify_org_calendar
),
years AS (
  SELECT unnest(range(year(getvariable('as_of')) - 1, year(getvariable('as_of')) + 3)) AS y
  UNION
  SELECT unnest(range(year(ideal) - 1, year(latest) + 1)) FROM verify_email WHERE instance_id IS NOT NULL
  UNION
  SELECT unnest([year(last_day), year(last_day + 1), year(last_day + 1) + 1]) FROM verify_window WHERE NOT endless
  UNION
  SELECT unnest([year(first_day) - 1, year(first_day), year(last_day), year(last_day) + 1]) FROM verify_blackout
),
day_of_year AS (
  SELECT make_date(y, 1, 1) + unnest(range(366))::INTEGER AS day, y FROM years WHERE y BETWEEN 1900 AND 3001
)
SELECT c.calendar, d.day
FROM calendar c
JOIN day_of_year d ON list_contains(c.weekdays, weekday_of(d.day))
WHERE year(d.day) = d.y
  AND (c.holidays <> 'us_federal' OR d.day NOT IN (SELECT day FROM verify_holiday))
  AND NOT EXISTS (
    FROM verify_blackout b WHERE b.calendar = c.calendar AND d.day BETWEEN b.first_day AND b.last_day
  )

-- name: no_email_period
-- Days on which a contact gets no email, independently of its windows. The reason is a year-round rule, or a birthday
-- rule for a contact without a birth date.
CREATE OR REPLACE TEMP TABLE verify_no_email_period AS
SELECT
  contact_id,
  CASE kind WHEN 'year_round' THEN 'year_round_exclusion' ELSE 'missing_birth_date' END AS reason,
  holds_from,
  holds_to
FROM verify_contact_rule
WHERE kind = 'year_round'
  OR kind = 'birthday' AND birth_date IS NULL AND getvariable('missing_birth_date_excludes')

-- name: released
CREATE OR REPLACE TEMP TABLE verify_released (
  contact_id BIGINT, email_type VARCHAR, instance_id BIGINT, event_date DATE, ideal DATE, latest DATE,
  priority INTEGER, respects BOOLEAN, parent_id BIGINT, parent_sent_on DATE, metadata VARCHAR, settled BOOLEAN,
  day DATE, reason VARCHAR, moved_by VARCHAR
)

-- name: candidate
-- The emails of the section `email` in the form that `judge`, `late` and `release` read.
CREATE OR REPLACE TEMP TABLE verify_candidate AS
SELECT
  row_number() OVER () AS candidate,
  *,
  NULL::BIGINT AS parent_id,
  NULL::DATE AS parent_sent_on,
  NULL::VARCHAR AS parent_type,
  NULL::VARCHAR AS metadata,
  true AS keeps,
  getvariable('catch_up_spread') AS spread,
  email_type AS hash_name,
  year(event_date) AS hash_year
FROM verify_email

-- name: judge
-- Each candidate, with whether history settles it, and with the reason, if any, why it is skipped on its ideal date. `calendar`
-- is null if the candidate may go on every day.
CREATE OR REPLACE TEMP TABLE verify_judged AS
WITH settled AS (
  SELECT DISTINCT c.candidate
  FROM verify_candidate c
  JOIN verify_history h ON h.contact_id = c.contact_id AND h.email_type = c.email_type
  WHERE h.settles
    AND c.parent_id IS NULL
    AND (c.instance_id IS NULL OR h.campaign_instance_id = c.instance_id)
    AND CASE
      WHEN h.event_date IS NOT NULL THEN h.event_date = c.event_date
      WHEN c.instance_id IS NOT NULL THEN true
      ELSE h.sent_on BETWEEN c.ideal - 60 AND c.latest
    END
),
no_email AS (
  SELECT c.candidate, max(s.reason) AS reason
  FROM verify_candidate c
  JOIN verify_no_email_period s ON s.contact_id = c.contact_id AND c.ideal BETWEEN s.holds_from AND s.holds_to
  WHERE c.respects
  GROUP BY c.candidate
),
refused AS (
  SELECT DISTINCT c.candidate
  FROM verify_candidate c
  JOIN verify_refused_type o ON o.contact_id = c.contact_id
  WHERE opt_out_covers(o.email_type, c.email_type) OR coalesce(opt_out_covers(o.email_type, c.parent_type), false)
)
SELECT
  c.*,
  settled.candidate IS NOT NULL AS settled,
  CASE WHEN NOT coalesce(i.any_day, false) THEN o.calendar END AS calendar,
  CASE
    WHEN c.latest < getvariable('as_of') OR c.latest < c.ideal THEN 'expired'
    WHEN k.suppressed OR refused.candidate IS NOT NULL THEN 'suppressed'
    WHEN c.parent_id IS NULL AND o.contact_id IS NOT NULL THEN 'holdout'
    WHEN no_email.reason IS NOT NULL THEN no_email.reason
    WHEN c.respects AND w.contact_id IS NOT NULL THEN 'exclusion_window'
  END AS reason
FROM verify_candidate c
JOIN verify_contact k ON k.id = c.contact_id
LEFT JOIN verify_org_calendar o ON o.org_id = k.org_id
LEFT JOIN verify_campaign_instance i ON is_campaign(c.email_type) AND i.id = c.instance_id
LEFT JOIN settled ON settled.candidate = c.candidate
LEFT JOIN no_email ON no_email.candidate = c.candidate
LEFT JOIN refused ON refused.candidate = c.candidate
LEFT JOIN verify_held_out o ON o.contact_id = c.contact_id AND o.instance_id = c.instance_id
LEFT JOIN verify_window w ON w.contact_id = c.contact_id AND c.ideal BETWEEN w.first_day AND w.last_day

-- name: hash_key
CREATE OR REPLACE TEMP TABLE verify_hash_key AS
SELECT
  hash_name,
  hash_year,
  mix32(xor(name_hash(hash_name), (hash_year::UBIGINT * 2654435761::UBIGINT) % 4294967296::UBIGINT)) AS hash_key
FROM (
  SELECT DISTINCT hash_name, hash_year
  FROM verify_judged
  WHERE reason IS NULL AND NOT settled AND ideal < getvariable('as_of')
)

-- name: late
-- The day of each late candidate: the earliest day that an earlier run announced and that is still allowed,
-- otherwise the sending day for which it has been waiting since its ideal date or the last congruent day, otherwise
-- the catch-up day, which the hash chooses.
CREATE OR REPLACE TEMP TABLE verify_late AS
WITH announced AS (
  SELECT c.candidate, min(h.sent_on) AS day
  FROM verify_judged c
  JOIN verify_history h ON h.contact_id = c.contact_id AND h.email_type = c.email_type
    AND h.event_date = c.event_date
  LEFT JOIN verify_window w ON w.contact_id = c.contact_id AND h.sent_on BETWEEN w.first_day AND w.last_day
  WHERE h.status = 'pre-scheduled'
    AND c.keeps
    AND (c.instance_id IS NULL OR h.campaign_instance_id = c.instance_id)
    AND h.sent_on BETWEEN getvariable('as_of') AND c.latest
    AND (NOT c.respects OR w.contact_id IS NULL)
    AND (
      c.calendar IS NULL
      OR EXISTS (FROM verify_sending_day s WHERE s.calendar = c.calendar AND s.day = h.sent_on)
    )
  GROUP BY c.candidate
),
hashed AS (
  SELECT
    c.candidate, c.contact_id, c.ideal, c.latest, c.respects, c.calendar, c.spread,
    contact_hash(c.contact_id, k.hash_key) AS halves
  FROM verify_judged c
  JOIN verify_hash_key k ON k.hash_name = c.hash_name AND k.hash_year = c.hash_year
  WHERE c.reason IS NULL AND NOT c.settled AND c.ideal < getvariable('as_of')
),
congruent AS (
  SELECT
    *,
    getvariable('as_of')
      + ((halves[1]::BIGINT % spread + spread - (getvariable('as_of') - DATE '1970-01-01') % spread) % spread)::INTEGER
      AS day
  FROM hashed
),
waiting AS (
  SELECT w.candidate, w.contact_id, w.respects, w.since, s.day
  FROM (
    SELECT *, unnest([ideal, greatest(ideal, day - spread)]) AS since FROM congruent WHERE calendar IS NOT NULL
  ) w
  ASOF JOIN verify_sending_day s ON s.calendar = w.calendar AND s.day >= w.since
  WHERE s.day BETWEEN getvariable('as_of') AND w.latest
),
awaited AS (
  SELECT candidate, min(day) AS day
  FROM waiting
  WHERE NOT EXISTS (
    FROM verify_window w
    WHERE waiting.respects AND w.contact_id = waiting.contact_id
      AND w.first_day <= waiting.day AND w.last_day >= waiting.since
  )
  GROUP BY candidate
)
SELECT
  h.candidate,
  CASE
    WHEN a.day IS NOT NULL THEN a.day
    WHEN s.day IS NOT NULL THEN s.day
    WHEN h.day <= h.latest THEN h.day
    ELSE getvariable('as_of') + (halves[2]::BIGINT % (h.latest - getvariable('as_of') + 1))::INTEGER
  END AS day,
  CASE WHEN a.day IS NOT NULL THEN 'kept' WHEN s.day IS NOT NULL THEN 'sending_day' ELSE 'catch_up' END AS moved_by
FROM congruent h
LEFT JOIN announced a ON a.candidate = h.candidate
LEFT JOIN awaited s ON s.candidate = h.candidate

-- name: release
-- The day and the reason of each candidate before load balancing and before the limits of a contact. An email whose day is no
-- sending day moves to the next one that is not after its latest date, if it does not come to a window before. Otherwise it
-- moves to the last sending day before its day that is not in a window; a post-window email only back to its ideal date.
INSERT INTO verify_released
WITH dated AS (
  SELECT
    c.* EXCLUDE (reason),
    coalesce(l.day, c.ideal) AS day,
    l.moved_by,
    CASE WHEN c.respects AND l.moved_by = 'catch_up' AND w.contact_id IS NOT NULL THEN 'exclusion_window'
      ELSE c.reason END AS reason
  FROM verify_judged c
  LEFT JOIN verify_late l ON l.candidate = c.candidate
  LEFT JOIN verify_window w ON w.contact_id = c.contact_id AND l.day BETWEEN w.first_day AND w.last_day
),
closed AS (
  SELECT
    *,
    CASE email_type WHEN 'post_window' THEN greatest(ideal, getvariable('as_of')) ELSE getvariable('as_of') END AS earliest
  FROM dated
  WHERE calendar IS NOT NULL AND reason IS NULL AND NOT settled
    AND NOT EXISTS (FROM verify_sending_day s WHERE s.calendar = dated.calendar AND s.day = dated.day)
),
next AS (
  SELECT c.*, s.day AS next_day
  FROM closed c
  ASOF JOIN verify_sending_day s ON s.calendar = c.calendar AND s.day > c.day
  WHERE s.day <= c.latest
),
later AS (
  SELECT candidate, next_day AS day
  FROM next
  WHERE NOT EXISTS (
    FROM verify_window w
    WHERE next.respects AND w.contact_id = next.contact_id AND w.first_day <= next.next_day AND w.last_day >= next.day
  )
),
before AS (
  SELECT c.candidate, c.contact_id, c.respects, s.day
  FROM closed c
  ANTI JOIN later ON later.candidate = c.candidate
  JOIN verify_sending_day s ON s.calendar = c.calendar AND s.day >= c.earliest AND s.day < c.day
),
earlier AS (
  SELECT candidate, max(day) AS day
  FROM before
  WHERE NOT EXISTS (
    FROM verify_window w
    WHERE before.respects AND w.contact_id = before.contact_id AND before.day BETWEEN w.first_day AND w.last_day
  )
  GROUP BY candidate
)
SELECT
  d.contact_id, d.email_type, d.instance_id, d.event_date, d.ideal, d.latest, d.priority, d.respects, d.parent_id,
  d.parent_sent_on, d.metadata, d.settled,
  coalesce(later.day, earlier.day, d.day) AS day,
  CASE WHEN closed.candidate IS NOT NULL AND later.day IS NULL AND earlier.day IS NULL THEN 'no_sending_day'
    ELSE d.reason END AS reason,
  CASE WHEN coalesce(later.day, earlier.day) IS NOT NULL THEN 'sending_day' ELSE d.moved_by END AS moved_by
FROM dated d
LEFT JOIN closed ON closed.candidate = d.candidate
LEFT JOIN later ON later.candidate = d.candidate
LEFT JOIN earlier ON earlier.candidate = d.candidate

-- name: post_window
-- Post-window emails: one on the day after each window that swallowed an email. A window swallows the emails
-- whose day falls into it, except those that history has settled, those of types that the contact has opted out of,
-- those of campaigns that hold the contact out, and those that the contact would not have got on their ideal date anyway. A window counts if it has begun or has swallowed a row of this run, until its
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
  ANTI JOIN verify_held_out o ON o.contact_id = r.contact_id AND o.instance_id = r.instance_id
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
      FROM verify_no_email_period g WHERE g.contact_id = u.contact_id AND u.ideal BETWEEN g.holds_from AND g.holds_to
    )
    AND NOT EXISTS (
      FROM verify_refused_type o WHERE o.contact_id = u.contact_id AND opt_out_covers(o.email_type, u.email_type)
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
  NULL::VARCHAR AS parent_type,
  '{"stands_for":' || to_json(s.stands_for)::VARCHAR || '}' AS metadata,
  true AS keeps,
  getvariable('catch_up_spread') AS spread,
  'post_window' AS hash_name,
  year(s.after_window) AS hash_year
FROM swallowed s
JOIN verify_email_type t ON t.enabled AND t.name = 'post_window'
WHERE NOT EXISTS (
  FROM verify_no_email_period g WHERE g.contact_id = s.contact_id AND s.after_window BETWEEN g.holds_from AND g.holds_to
)

-- name: follow_up
-- Follow-ups: one for each email that was sent in the lookback period and has had no follow-up. The type depends on
-- what the contact has done since.
CREATE OR REPLACE TEMP TABLE verify_candidate AS
WITH parent AS (
  SELECT
    h.*,
    i.instance_name,
    coalesce(i.priority, c.priority, t.priority) AS priority
  FROM verify_history h
  LEFT JOIN verify_campaign_instance i ON is_campaign(h.email_type) AND i.id = h.campaign_instance_id
  LEFT JOIN verify_campaign_type c ON 'campaign_' || c.name = h.email_type
  LEFT JOIN verify_email_type t ON t.name = h.email_type AND NOT is_followup(t.name)
  WHERE h.status IN ('sent', 'delivered')
    AND h.id IS NOT NULL
    AND h.sent_on BETWEEN getvariable('as_of') - getvariable('followup_lookback') AND getvariable('as_of')
    AND (t.name IS NOT NULL OR is_campaign(h.email_type) AND coalesce(i.followups, c.followups, false))
  QUALIFY row_number() OVER (PARTITION BY h.contact_id, h.id ORDER BY h.sent_on DESC, h.row_number) = 1
),
done AS (
  SELECT DISTINCT p.id
  FROM parent p
  JOIN verify_history f ON f.contact_id = p.contact_id
  WHERE f.settles
    AND is_followup(f.email_type)
    AND CASE WHEN f.parent_schedule_id IS NOT NULL THEN f.parent_schedule_id = p.id ELSE f.sent_on >= p.sent_on END
),
due AS (
  SELECT
    p.*,
    CASE
      WHEN e.answered_yes_on >= p.sent_on THEN 'followup_4_hq_with_yes'
      WHEN e.answered_on >= p.sent_on THEN 'followup_3_hq_no_yes'
      WHEN e.clicked_on >= p.sent_on THEN 'followup_2_clicked_no_hq'
      ELSE 'followup_1_cold'
    END AS followup_type
  FROM parent p
  ANTI JOIN done ON done.id = p.id
  LEFT JOIN verify_engagement e ON e.contact_id = p.contact_id
)
SELECT
  row_number() OVER () AS candidate,
  d.contact_id,
  d.followup_type AS email_type,
  d.campaign_instance_id AS instance_id,
  d.event_date,
  d.sent_on + getvariable('followup_days_after') AS ideal,
  greatest(d.sent_on + getvariable('followup_days_after'), d.sent_on + getvariable('followup_lookback')) AS latest,
  d.priority,
  true AS respects,
  d.id AS parent_id,
  d.sent_on AS parent_sent_on,
  d.email_type AS parent_type,
  '{"parent_schedule_id":' || d.id
    || ',"parent_email_type":' || to_json(d.email_type)::VARCHAR
    || ',"behavior":"' || substr(d.followup_type, 12)
    || '","campaign_name":' || coalesce(to_json(d.instance_name)::VARCHAR, 'null') || '}' AS metadata,
  false AS keeps,
  getvariable('followup_spread') AS spread,
  'followup' AS hash_name,
  year(coalesce(d.event_date, d.sent_on)) AS hash_year
FROM due d
JOIN verify_email_type t ON t.enabled AND t.name = d.followup_type

-- name: actual
-- The rows of the run for this chunk's range of ids. `kind`, `about` and `occurs` together identify
-- an email of a contact.
CREATE OR REPLACE TEMP TABLE verify_actual AS
SELECT
  contact_id, org_id, email_type, scheduled_send_date AS day, send_at, status, skip_reason AS reason, priority,
  campaign_instance_id AS instance_id, email_template, sms_template, event_date, ideal_send_date AS ideal, moved_by,
  parent_schedule_id AS parent_id, metadata, time_zone, sms_send_at, sms_skip_reason,
  scheduled_send_time IS NOT DISTINCT FROM getvariable('send_time') AS at_send_time,
  CASE WHEN is_followup(email_type) THEN 'followup' ELSE coalesce(email_type, '') END AS kind,
  CASE WHEN is_followup(email_type) THEN parent_schedule_id ELSE campaign_instance_id END AS about,
  CASE WHEN NOT is_followup(email_type) THEN event_date END AS occurs
FROM run_schedules
WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
  OR contact_id IS NULL AND getvariable('is_first_chunk')

-- name: placed
-- The due rows on their final days. If load balancing moved a row, the day of the run is used. The check
-- `wrong_balance` tells whether load balancing may move the row to that day.
CREATE OR REPLACE TEMP TABLE verify_placed AS
WITH moved AS (
  SELECT contact_id, kind, about, occurs, any_value(day) AS day, any_value(moved_by) AS moved_by
  FROM verify_actual
  WHERE moved_by IN ('smoothing', 'daily_cap')
  GROUP BY ALL
),
due AS (
  SELECT
    *,
    CASE WHEN is_followup(email_type) THEN 'followup' ELSE email_type END AS kind,
    CASE WHEN is_followup(email_type) THEN parent_id ELSE instance_id END AS about,
    CASE WHEN NOT is_followup(email_type) THEN event_date END AS occurs
  FROM verify_released
)
SELECT
  row_number() OVER () AS due,
  d.* EXCLUDE (day, moved_by),
  d.day AS release_day,
  d.moved_by AS release_moved_by,
  CASE WHEN d.reason IS NULL AND NOT d.settled THEN coalesce(m.day, d.day) ELSE d.day END AS day,
  CASE WHEN d.reason IS NULL AND NOT d.settled THEN coalesce(m.moved_by, d.moved_by) ELSE d.moved_by END AS moved_by
FROM due d
LEFT JOIN moved m ON m.contact_id = d.contact_id AND m.kind = d.kind
  AND m.about IS NOT DISTINCT FROM d.about AND m.occurs IS NOT DISTINCT FROM d.occurs

-- name: same_day
-- Rows that give way to another row of the same contact on the same day.
CREATE OR REPLACE TEMP TABLE verify_same_day AS
SELECT due, CASE WHEN is_campaign(email_type) THEN 'campaign_conflict' ELSE 'superseded' END AS reason
FROM verify_placed
WHERE reason IS NULL
  AND NOT settled
  AND (parent_id IS NOT NULL OR email_type = 'post_window' OR is_campaign(email_type))
QUALIFY row_number() OVER (
  PARTITION BY contact_id, day, CASE WHEN is_campaign(email_type) THEN 'campaign' ELSE kind END
  ORDER BY
    CASE WHEN is_campaign(email_type) THEN priority END,
    CASE WHEN is_campaign(email_type) THEN instance_id END,
    CASE WHEN is_campaign(email_type) THEN event_date END,
    CASE WHEN email_type = 'post_window' THEN event_date END DESC,
    parent_sent_on DESC,
    parent_id DESC
) > 1

-- name: counted
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

-- name: frequency
-- Goes through the rows in the order of acceptance. A row is refused if it would make a period with its day exceed the
-- frequency limit.
CREATE OR REPLACE TEMP TABLE verify_refused AS
WITH RECURSIVE step(contact_id, turn, due, taken, refused) AS (
  SELECT contact_id, 0::BIGINT, NULL::BIGINT, coalesce(list(day) FILTER (turn = 0), []), false
  FROM verify_counted
  GROUP BY contact_id
  UNION ALL
  SELECT
    contact_id,
    turn,
    due,
    CASE WHEN too_many THEN taken ELSE list_append(taken, day) END,
    too_many
  FROM (
    SELECT
      s.contact_id, c.turn, c.due, s.taken, c.day,
      len(list_filter(
        range(c.day - getvariable('period_days') + 1, c.day + 1),
        lambda first_day: len(list_filter(
          s.taken, lambda t: t BETWEEN first_day AND first_day + getvariable('period_days') - 1
        )) >= getvariable('max_emails')
      )) > 0 AS too_many
    FROM step s
    JOIN verify_counted c ON c.contact_id = s.contact_id AND c.turn = s.turn + 1
  )
)
SELECT due FROM step WHERE refused

-- name: matched
-- The due rows matched with the rows of the run. `dispute` names the check that reports a
-- difference in status or reason.
CREATE OR REPLACE TEMP TABLE verify_matched AS
WITH due AS (
  SELECT
    p.* EXCLUDE (reason),
    CASE WHEN f.due IS NOT NULL THEN 'frequency_limit' ELSE coalesce(p.reason, s.reason) END AS reason,
    CASE WHEN coalesce(p.reason, s.reason) IS NULL AND f.due IS NULL THEN 'pre-scheduled' ELSE 'skipped' END AS status
  FROM verify_placed p
  LEFT JOIN verify_same_day s ON s.due = p.due
  LEFT JOIN verify_refused f ON f.due = p.due
)
SELECT
  coalesce(a.contact_id, d.contact_id) AS contact_id,
  coalesce(a.email_type, d.email_type) AS email_type,
  a.kind IS NOT NULL AS found,
  d.kind IS NOT NULL AS expected,
  coalesce(d.settled, false) AS settled,
  a.org_id, a.day, a.send_at, a.status, a.reason, a.priority, a.instance_id, a.email_template, a.sms_template,
  a.event_date, a.ideal, a.moved_by, a.parent_id, a.metadata, a.at_send_time, a.time_zone, a.sms_send_at, a.sms_skip_reason,
  d.email_type AS due_type, d.instance_id AS due_instance, d.event_date AS due_event, d.ideal AS due_ideal,
  d.latest AS due_latest, d.day AS due_day, d.status AS due_status, d.reason AS due_reason,
  d.priority AS due_priority, d.moved_by AS due_moved_by, d.metadata AS due_metadata, d.parent_id AS due_parent,
  d.release_day, d.release_moved_by, d.respects,
  CASE
    WHEN a.kind IS NULL OR d.kind IS NULL OR d.settled THEN NULL
    WHEN a.status IS NOT DISTINCT FROM d.status AND a.reason IS NOT DISTINCT FROM d.reason THEN NULL
    WHEN 'campaign_conflict' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) THEN 'campaign_conflict'
    WHEN 'frequency_limit' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) THEN 'frequency'
    WHEN 'superseded' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) AND d.kind = 'followup' THEN 'wrong_followup'
    WHEN 'superseded' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) THEN 'wrong_post_window'
    WHEN a.status = 'pre-scheduled' AND d.reason = 'exclusion_window' THEN 'inside_window'
    WHEN a.status IS DISTINCT FROM d.status THEN 'wrong_status'
    ELSE 'wrong_reason'
  END AS dispute
FROM verify_actual a
FULL JOIN due d ON d.contact_id = a.contact_id AND d.kind = a.kind
  AND d.about IS NOT DISTINCT FROM a.about AND d.occurs IS NOT DISTINCT FROM a.occurs

-- name: disputed
-- The rows of the run whose status the named check disputes.
CREATE OR REPLACE TEMP MACRO verify_disputed(check_name) AS TABLE
SELECT contact_id, email_type, due_found(with_reason(due_status, due_reason), with_reason(status, reason)) AS detail
FROM verify_matched
WHERE dispute = check_name

-- name: lost
-- Contacts for whom rows are due but who have no row at all.
CREATE OR REPLACE TEMP TABLE verify_lost AS
SELECT contact_id
FROM verify_matched
GROUP BY contact_id
HAVING NOT bool_or(found) AND bool_or(expected AND NOT settled)

-- name: parent
-- Emails that will have a follow-up if the contact does not react. Planned emails have a `due`, queued emails do not.
-- `followup_day` is null if the follow-up would fall on a day on which the contact may get no email, or if it reaches no sending
-- day before such a day.
CREATE OR REPLACE TEMP TABLE verify_parent AS
WITH email AS (
  SELECT due, contact_id, day, email_type, instance_id
  FROM verify_placed
  WHERE reason IS NULL AND NOT settled AND parent_id IS NULL
  UNION ALL
  SELECT NULL, h.contact_id, h.sent_on, h.email_type, h.campaign_instance_id
  FROM verify_history h
  JOIN verify_contact c ON c.id = h.contact_id AND NOT c.suppressed
  WHERE h.status IN ('scheduled', 'processing')
    AND h.sent_on >= getvariable('as_of')
    AND NOT EXISTS (
      FROM verify_refused_type o WHERE o.contact_id = h.contact_id AND opt_out_covers(o.email_type, h.email_type)
    )
    AND NOT EXISTS (
      FROM verify_history f
      WHERE f.contact_id = h.contact_id AND f.settles AND is_followup(f.email_type)
        AND CASE WHEN f.parent_schedule_id IS NOT NULL THEN f.parent_schedule_id = h.id ELSE f.sent_on >= h.sent_on END
    )
)
SELECT
  e.due,
  e.contact_id,
  CASE WHEN NOT EXISTS (
    FROM verify_window w
    WHERE w.contact_id = e.contact_id
      AND w.first_day <= e.followup_day AND w.last_day >= e.day + getvariable('followup_days_after')
  ) AND NOT EXISTS (
    FROM verify_no_email_period s
    WHERE s.contact_id = e.contact_id AND e.day + getvariable('followup_days_after') BETWEEN s.holds_from AND s.holds_to
  ) THEN e.followup_day END AS followup_day
FROM (
  SELECT
    email.*,
    CASE WHEN o.calendar IS NULL THEN email.day + getvariable('followup_days_after') ELSE f.day END AS followup_day
  FROM email
  JOIN verify_contact c ON c.id = email.contact_id
  LEFT JOIN verify_org_calendar o ON o.org_id = c.org_id
  LEFT JOIN verify_followup_day f ON f.calendar = o.calendar AND f.sent_on = email.day
) e
LEFT JOIN verify_campaign_instance i ON is_campaign(e.email_type) AND i.id = e.instance_id
LEFT JOIN verify_campaign_type t ON 'campaign_' || t.name = e.email_type
WHERE getvariable('foresees')
  AND EXISTS (FROM verify_email_type WHERE name = 'followup_1_cold' AND enabled)
  AND NOT EXISTS (
    FROM verify_refused_type o WHERE o.contact_id = e.contact_id AND o.email_type = 'followup_1_cold'
  )
  AND (
    e.email_type IN ('birthday', 'effective_date', 'aep', 'post_window')
    OR is_campaign(e.email_type) AND coalesce(i.followups, t.followups, false)
  )

-- name: load
INSERT INTO verify_load
SELECT c.org_id, e.day, count(*)
FROM (
  -- A superseded follow-up does not count. Other rows that give way to another email of the contact do count, because
  -- they give way on the final days, after load balancing.
  SELECT contact_id, day
  FROM verify_placed p
  WHERE reason IS NULL AND NOT settled
    AND (parent_id IS NULL OR NOT EXISTS (FROM verify_same_day s WHERE s.due = p.due))
  UNION ALL
  SELECT contact_id, sent_on FROM verify_history WHERE settles AND sent_on >= getvariable('as_of')
) e
JOIN verify_contact c ON c.id = e.contact_id
WHERE getvariable('balancing_enabled')
GROUP BY ALL

-- name: foreseen
INSERT INTO verify_foreseen
SELECT c.org_id, p.followup_day, count(*)
FROM verify_parent p
JOIN verify_contact c ON c.id = p.contact_id
WHERE p.followup_day IS NOT NULL
GROUP BY ALL

-- name: movable
-- Emails that go on any day stay on a day that is no sending day.
INSERT INTO verify_movable
SELECT
  c.org_id,
  p.day,
  CASE WHEN p.respects THEN least(p.latest, w.first_day - 1) ELSE p.latest END AS deadline,
  f.due IS NOT NULL,
  f.followup_day,
  count(*)
FROM verify_placed p
JOIN verify_contact c ON c.id = p.contact_id
LEFT JOIN verify_parent f ON f.due = p.due
LEFT JOIN verify_org_calendar o ON o.org_id = c.org_id
ASOF LEFT JOIN verify_window w ON w.contact_id = p.contact_id AND w.first_day > p.day
WHERE getvariable('balancing_enabled') AND p.reason IS NULL AND NOT p.settled AND p.parent_id IS NULL
  AND (
    o.calendar IS NULL
    OR EXISTS (FROM verify_sending_day s WHERE s.calendar = o.calendar AND s.day = p.day)
  )
GROUP BY ALL
