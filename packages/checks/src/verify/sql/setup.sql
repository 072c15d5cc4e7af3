-- name: macro_day_in
-- The date of a month and day in a year. 29 February is 28 February in common years.
CREATE OR REPLACE TEMP MACRO day_in(y, m, d) AS make_date(y, m, least(d, day(last_day(make_date(y, m, 1)))))

-- name: macro_anniversary_in
CREATE OR REPLACE TEMP MACRO anniversary_in(d, y) AS day_in(y, month(d), day(d))

-- name: macro_next_anniversary_of
-- The earliest anniversary that is not before today.
CREATE OR REPLACE TEMP MACRO next_anniversary_of(d) AS
  CASE WHEN anniversary_in(d, year(getvariable('as_of'))) >= getvariable('as_of')
    THEN anniversary_in(d, year(getvariable('as_of')))
    ELSE anniversary_in(d, year(getvariable('as_of')) + 1)
  END

-- name: macro_age_starts
-- The day on which a person turns `years` years old.
CREATE OR REPLACE TEMP MACRO age_starts(birth_date, years) AS anniversary_in(birth_date, year(birth_date) + years)

-- name: macro_rule_starts
-- The first day on which the limits of a window rule hold. Without a birth date, the age limits count as met.
CREATE OR REPLACE TEMP MACRO rule_starts(in_force_from, min_age, birth_date) AS greatest(
  coalesce(in_force_from, DATE '0001-01-01'),
  CASE WHEN birth_date IS NULL OR min_age IS NULL THEN DATE '0001-01-01' ELSE age_starts(birth_date, min_age) END
)

-- name: macro_rule_ends
-- The last day on which the limits of a window rule hold. 9999-12-31 means that there is no last day.
CREATE OR REPLACE TEMP MACRO rule_ends(in_force_to, max_age, birth_date) AS least(
  coalesce(in_force_to, DATE '9999-12-31'),
  CASE WHEN birth_date IS NULL OR max_age IS NULL THEN DATE '9999-12-31'
    ELSE age_starts(birth_date, max_age + 1) - 1 END
)

-- name: macro_weekday_of
CREATE OR REPLACE TEMP MACRO weekday_of(d) AS ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][isodow(d)]

-- name: macro_blank
CREATE OR REPLACE TEMP MACRO blank(t) AS t IS NULL OR regexp_full_match(t, '[[:space:]]*')

-- name: macro_trimmed
-- The text without white space at its ends: tab, line feed, vertical tab, form feed, carriage return and space.
CREATE OR REPLACE TEMP MACRO trimmed(t) AS trim(t, chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || ' ')

-- name: macro_valid_email
CREATE OR REPLACE TEMP MACRO valid_email(e) AS
  length(e) <= 254
  AND position('@' IN e) > 0
  AND length(split_part(e, '@', 1)) <= 64
  AND regexp_full_match(split_part(e, '@', 1), '[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+([.][A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*')
  AND regexp_full_match(
    substr(e, position('@' IN e) + 1),
    '([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+([A-Za-z]{2,63}|[Xx][Nn]--([A-Za-z0-9-]{0,58}[A-Za-z0-9]))'
  )

-- name: macro_dialled
-- A telephone number without what people write between digits, and without the country code.
CREATE OR REPLACE TEMP MACRO dialled(t) AS regexp_replace(
  translate(t, '().-/ ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(8208) || chr(8209) || chr(8210)
    || chr(8211) || chr(8212) || chr(8213) || chr(8722), ''),
  '^[+]?1', ''
)

-- name: macro_valid_phone
-- Whether a text is one number of the North American Numbering Plan.
CREATE OR REPLACE TEMP MACRO valid_phone(t) AS
  length(t) <= 40
  AND regexp_full_match(dialled(t), '[2-9][0-8][0-9][2-9][0-9]{6}')
  AND dialled(t)[2:3] <> '11'
  AND dialled(t)[5:6] <> '11'

-- name: macro_local_in
-- What the clocks of a zone show at an instant in UTC.
CREATE OR REPLACE TEMP MACRO local_in(zone, utc) AS timezone(zone, timezone('UTC', utc))

-- name: macro_utc_in
-- The first instant in UTC at which the clocks of a zone show a time. If the clocks jump over it, the first instant
-- after the jump. The offset of the day before is tried first, then that of the day after.
CREATE OR REPLACE TEMP MACRO utc_in(zone, shown) AS
  CASE
    WHEN local_in(zone, shown - (local_in(zone, shown - INTERVAL 1 DAY) - (shown - INTERVAL 1 DAY))) = shown
    THEN shown - (local_in(zone, shown - INTERVAL 1 DAY) - (shown - INTERVAL 1 DAY))
    WHEN local_in(zone, shown - (local_in(zone, shown + INTERVAL 1 DAY) - (shown + INTERVAL 1 DAY))) = shown
    THEN shown - (local_in(zone, shown + INTERVAL 1 DAY) - (shown + INTERVAL 1 DAY))
    ELSE list_filter(
      generate_series(date_trunc('minute', shown) - INTERVAL 15 HOUR, shown + INTERVAL 15 HOUR, INTERVAL 1 MINUTE),
      lambda utc: local_in(zone, utc) > shown
    )[1]
  END

-- name: macro_is_followup
CREATE OR REPLACE TEMP MACRO is_followup(email_type) AS starts_with(email_type, 'followup_')

-- name: macro_is_campaign
CREATE OR REPLACE TEMP MACRO is_campaign(email_type) AS starts_with(email_type, 'campaign_')

-- name: macro_due_found
-- Describes for people what was due and what the run has.
CREATE OR REPLACE TEMP MACRO due_found(due, found) AS
  'expected ' || coalesce(due::VARCHAR, 'none') || ', found ' || coalesce(found::VARCHAR, 'none')

-- name: macro_with_reason
CREATE OR REPLACE TEMP MACRO with_reason(status, reason) AS status || coalesce(' (' || reason || ')', '')

-- name: macro_mix32_first
CREATE OR REPLACE TEMP MACRO mix32_first(h) AS (xor(h, h >> 16) * 2246822507::UBIGINT) % 4294967296::UBIGINT

-- name: macro_mix32_middle
CREATE OR REPLACE TEMP MACRO mix32_middle(h) AS (xor(h, h >> 13) * 3266489909::UBIGINT) % 4294967296::UBIGINT

-- name: macro_mix32_last
CREATE OR REPLACE TEMP MACRO mix32_last(h) AS xor(h, h >> 16)

-- name: macro_mix32
-- The finalizer of the 32-bit MurmurHash3. The 32-bit number is held in a UBIGINT.
CREATE OR REPLACE TEMP MACRO mix32(h) AS mix32_last(mix32_middle(mix32_first(h)))

-- name: macro_contact_hash
-- The high and the low half of the hash of a contact under a key: a Feistel network of four rounds over the halves of the id.
CREATE OR REPLACE TEMP MACRO contact_hash(id, hash_key) AS list_reduce(
  [[0], [1], [2], [3]]::UBIGINT[][],
  lambda halves, step: [
    halves[2],
    xor(halves[1], mix32((halves[2] + hash_key + step[1] * 2654435769::UBIGINT) % 4294967296::UBIGINT))
  ],
  [((id >> 32) & 4294967295)::UBIGINT, (id & 4294967295)::UBIGINT]
)

-- name: macro_name_hash
-- The 32-bit FNV-1a hash of an ASCII text.
CREATE OR REPLACE TEMP MACRO name_hash(t) AS list_reduce(
  list_transform(string_split(t, ''), lambda c: ord(c)::UBIGINT),
  lambda h, b: (xor(h, b) * 16777619::UBIGINT) % 4294967296::UBIGINT,
  2166136261::UBIGINT
)

-- name: table_state
-- Facts about the rules of each state. `chains` is true if the windows of neighbouring years can touch, so that a
-- window may last for years or for ever.
CREATE OR REPLACE TEMP TABLE verify_state AS
SELECT
  state,
  coalesce(sum(
    CASE kind
      WHEN 'year_round' THEN 0
      WHEN 'calendar' THEN
        day_in(CASE WHEN (to_month, to_day) < (from_month, from_day) THEN 2002 ELSE 2001 END, to_month, to_day)
          - day_in(2001, from_month, from_day) + getvariable('pre_window') + 4
      ELSE days_before + days_after + getvariable('pre_window') + 4
    END
  ), 0) >= 365 AS chains,
  bool_or(kind = 'year_round') AS year_round,
  max(year(in_force_to)) AS last_year_in_force,
  min(year(in_force_from)) AS first_year_in_force,
  max(max_age) AS highest_age,
  min(min_age) AS lowest_age
FROM verify_state_rule
GROUP BY state

-- name: macro_opt_out_covers
-- Whether an opt-out of an email type, which may be all campaign types, stops emails of another type.
CREATE OR REPLACE TEMP MACRO opt_out_covers(opted_out_of, email_type) AS
  opted_out_of = email_type OR opted_out_of = 'campaign_*' AND is_campaign(email_type)

-- name: table_suppression
-- What each row of suppressions stops. Without an email type it stops every email. What cannot be read stops everything.
CREATE OR REPLACE TEMP TABLE verify_suppression AS
SELECT
  contact_id,
  CASE WHEN NOT blank(email) THEN lower(trimmed(email)) END AS email,
  NOT readable OR channel IN ('sms', 'all') AS stops_texts,
  NOT readable OR channel IN ('email', 'all') AS stops_emails,
  CASE WHEN readable THEN email_type END AS email_type
FROM (
  SELECT
    *,
    channel IN ('email', 'sms', 'all') AND (
      email_type IS NULL
      OR email_type IN (SELECT name FROM verify_email_type)
      OR regexp_full_match(email_type, 'campaign_([*]|[A-Za-z0-9_.-]+)')
    ) AS readable
  FROM (
    SELECT
      contact_id,
      email,
      CASE WHEN blank(channel) THEN 'email' ELSE lower(trimmed(channel)) END AS channel,
      CASE WHEN NOT blank(email_type) THEN trimmed(email_type) END AS email_type
    FROM source_suppressions
  )
)

-- name: table_reading
-- Intake: every row of contacts, with the first reason that rejects it and with the facts that the rules need.
CREATE OR REPLACE TEMP TABLE verify_reading AS
WITH first_row AS (
  SELECT id, min(row_number) AS row_number FROM source_contacts WHERE id IS NOT NULL GROUP BY id
),
opted_out_id AS (
  SELECT DISTINCT contact_id AS id FROM verify_suppression
  WHERE contact_id IS NOT NULL AND stops_emails AND email_type IS NULL
),
opted_out_email AS (
  SELECT DISTINCT email FROM verify_suppression
  WHERE email IS NOT NULL AND stops_emails AND email_type IS NULL
)
SELECT
  c.row_number,
  c.id,
  CASE
    WHEN c.id IS NULL THEN 'invalid_id'
    WHEN c.row_number <> first_row.row_number THEN 'duplicate_id'
    WHEN blank(c.email) THEN 'missing_email'
    WHEN NOT valid_email(c.email) THEN 'invalid_email'
    WHEN blank(c.zip_code) THEN 'missing_zip'
    WHEN NOT regexp_full_match(c.zip_code, '[0-9]{5}(-[0-9]{4})?') THEN 'invalid_zip'
    WHEN coalesce(zip5.state, zip3.state) IS NULL THEN 'unknown_zip'
  END AS reason,
  coalesce(zip5.state, zip3.state) AS state,
  coalesce(c.org_id, 1) AS org_id,
  CASE WHEN c.birth_date BETWEEN DATE '1900-01-01' AND getvariable('as_of') THEN c.birth_date END AS birth_date,
  CASE WHEN c.effective_date BETWEEN DATE '1900-01-01' AND DATE '2999-12-31' THEN c.effective_date END AS effective_date,
  coalesce(zone_of_zip.zone, zone_of_state.zone) AS zone,
  CASE WHEN NOT blank(c.phone_number) THEN valid_phone(c.phone_number) END AS phone_is_valid,
  coalesce(c.sms_consent, false) AS sms_consent,
  coalesce(c.id IN (SELECT contact_id FROM verify_suppression WHERE contact_id IS NOT NULL AND stops_texts), false)
    OR coalesce(lower(c.email) IN (SELECT email FROM verify_suppression WHERE email IS NOT NULL AND stops_texts), false)
    AS sms_suppressed,
  opted_out_id.id IS NOT NULL OR opted_out_email.email IS NOT NULL AS suppressed
FROM source_contacts c
LEFT JOIN first_row ON first_row.id = c.id
LEFT JOIN verify_zip5 zip5 ON zip5.zip = left(c.zip_code, 5)
LEFT JOIN verify_zip3 zip3 ON zip3.prefix = left(c.zip_code, 3)
LEFT JOIN verify_zone_of_state zone_of_state ON zone_of_state.state = coalesce(zip5.state, zip3.state)
LEFT JOIN verify_zone_of_zip zone_of_zip
  ON zone_of_zip.zip = CASE WHEN regexp_full_match(c.zip_code, '[0-9]{5}(-[0-9]{4})?') THEN left(c.zip_code, 5) END
LEFT JOIN opted_out_id ON opted_out_id.id = c.id
LEFT JOIN opted_out_email ON opted_out_email.email = lower(c.email)
ORDER BY c.id

-- name: table_refused_type
-- The email types that schedulable contacts have opted out of. `campaign_*` stands for all campaign types.
CREATE OR REPLACE TEMP TABLE verify_refused_type AS
SELECT s.contact_id, s.email_type
FROM verify_suppression s
WHERE s.contact_id IS NOT NULL AND s.stops_emails AND s.email_type IS NOT NULL
UNION
SELECT c.id, s.email_type
FROM verify_suppression s
JOIN source_contacts c ON lower(c.email) = s.email
JOIN verify_reading r ON r.row_number = c.row_number AND r.reason IS NULL
WHERE s.stops_emails AND s.email_type IS NOT NULL

-- name: table_campaign_type
-- The campaign types of the configuration and of campaign_types. For each column, the last value that is not null
-- counts; the configuration comes first.
CREATE OR REPLACE TEMP TABLE verify_campaign_type AS
WITH said AS (
  SELECT 0 AS row_number, name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts,
    priority, active, any_day, holdout_percentage
  FROM verify_configured_campaign_type
  UNION ALL
  SELECT row_number, name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts,
    priority, active, any_day, holdout_percentage
  FROM source_campaign_types
)
SELECT
  name,
  arg_max(respect_exclusion_windows, row_number) AS respects,
  arg_max(enable_followups, row_number) AS followups,
  arg_max(days_before_event, row_number) AS days_before,
  arg_max(target_all_contacts, row_number) AS targets_all,
  arg_max(priority, row_number) AS priority,
  coalesce(arg_max(holdout_percentage, row_number), 0) AS holdout_percentage,
  coalesce(arg_max(active, row_number), true) AS active,
  coalesce(arg_max(any_day, row_number), false) AS any_day
FROM said
GROUP BY name

-- name: table_campaign_instance
-- The campaign instances with the behaviour of their type. Their metadata overrides it.
CREATE OR REPLACE TEMP TABLE verify_campaign_instance AS
WITH read AS (
  SELECT *, CASE WHEN json_valid(metadata) THEN metadata END AS overrides FROM source_campaign_instances
)
SELECT
  i.id,
  'campaign_' || i.campaign_type AS email_type,
  i.instance_name,
  i.email_template,
  i.sms_template,
  i.active_start_date,
  i.active_end_date,
  i.org_id,
  t.targets_all,
  t.any_day,
  t.active
    AND coalesce(i.active_start_date <= getvariable('as_of'), true)
    AND coalesce(getvariable('as_of') <= i.active_end_date, true) AS takes_part,
  coalesce((overrides ->> '$.respect_exclusion_windows')::BOOLEAN, t.respects) AS respects,
  coalesce((overrides ->> '$.enable_followups')::BOOLEAN, t.followups) AS followups,
  coalesce((overrides ->> '$.days_before_event')::DOUBLE::INTEGER, t.days_before) AS days_before,
  coalesce((overrides ->> '$.priority')::DOUBLE::INTEGER, t.priority) AS priority,
  -- In hundredths of a percent, which are whole.
  round(coalesce(i.holdout_percentage, t.holdout_percentage) * 100)::BIGINT AS held_out_draws,
  overrides ->> '$.followup_email_template' AS followup_email_template,
  overrides ->> '$.followup_sms_template' AS followup_sms_template
FROM read i
JOIN verify_campaign_type t ON t.name = i.campaign_type

-- name: table_organisation
-- The settings that hold for each organisation of the inputs: its own, and for the others those of the configuration. Lists are
-- texts joined by commas, without blanks.
CREATE OR REPLACE TEMP TABLE verify_organisation AS
SELECT
  r.org_id,
  coalesce(nullif(trim(o.time_zone), ''), getvariable('time_zone')) AS time_zone,
  coalesce(round(o.daily_send_percentage_cap * 1000000)::BIGINT, getvariable('daily_cap_millionths'))
    AS daily_cap_millionths,
  coalesce(o.daily_cap, getvariable('daily_cap')) AS daily_cap,
  coalesce(nullif(replace(o.weekdays, ' ', ''), ''), getvariable('weekdays')) AS weekdays,
  coalesce(nullif(trim(o.holidays), ''), getvariable('holidays')) AS holidays,
  coalesce(nullif(replace(o.blackout_dates, ' ', ''), ''), getvariable('blackout_dates')) AS blackout_dates,
  coalesce(nullif(nullif(trim(o.warm_up), ''), 'null'), getvariable('warm_up')) AS warm_up
FROM (SELECT DISTINCT org_id FROM verify_reading WHERE reason IS NULL) r
LEFT JOIN source_organisations o USING (org_id)

-- name: table_holiday
-- The federal holidays of the United States (5 U.S.C. 6103). A fixed date is observed on the Friday before if it is a Saturday,
-- and on the Monday after if it is a Sunday. Both days count.
CREATE OR REPLACE TEMP TABLE verify_holiday AS
WITH fixed AS (
  SELECT unnest([
    make_date(y, 1, 1),
    CASE WHEN y >= 2021 THEN make_date(y, 6, 19) END,
    make_date(y, 7, 4),
    make_date(y, 11, 11),
    make_date(y, 12, 25)
  ]) AS day
  FROM range(1900, 3003) years(y)
),
floating AS (
  -- The n-th such day of the week in the month: the third Monday of January and so on.
  SELECT first_day + ((weekday - isodow(first_day) + 7) % 7 + 7 * (nth - 1))::INTEGER AS day
  FROM (
    SELECT make_date(y, month, 1) AS first_day, weekday, nth
    FROM range(1900, 3003) years(y)
    CROSS JOIN (VALUES (1, 1, 3), (2, 1, 3), (9, 1, 1), (10, 1, 2), (11, 4, 4)) h(month, weekday, nth)
  )
  UNION ALL
  -- Memorial Day is the last Monday of May.
  SELECT make_date(y, 5, 31) - (isodow(make_date(y, 5, 31)) - 1)::INTEGER FROM range(1900, 3003) years(y)
)
SELECT DISTINCT day
FROM (
  FROM floating
  UNION ALL
  FROM fixed
  UNION ALL
  SELECT CASE isodow(day) WHEN 6 THEN day - 1 WHEN 7 THEN day + 1 END FROM fixed
)
WHERE day IS NOT NULL

-- name: table_org_calendar
-- Organisations that do not send on every day, with the number of their calendar. Organisations with equal settings share one.
CREATE OR REPLACE TEMP TABLE verify_org_calendar AS
SELECT
  org_id, string_split(weekdays, ',') AS weekdays, holidays, blackout_dates,
  dense_rank() OVER (ORDER BY weekdays, holidays, blackout_dates) AS calendar
FROM verify_organisation
WHERE len(string_split(weekdays, ',')) < 7 OR holidays <> 'none' OR blackout_dates <> ''

-- name: table_blackout
-- The dates and ranges on which a calendar allows no email.
CREATE OR REPLACE TEMP TABLE verify_blackout AS
SELECT calendar, ends[1]::DATE AS first_day, ends[-1]::DATE AS last_day
FROM (
  SELECT calendar, string_split(unnest(string_split(blackout_dates, ',')), '..') AS ends
  FROM (SELECT DISTINCT calendar, blackout_dates FROM verify_org_calendar WHERE blackout_dates <> '')
)

-- name: table_cap
-- The cap and the threshold of each organisation on a sending day without warm-up. Shares are in millionths, so that the
-- arithmetic is exact. `calendar` is 0 if every day is a sending day, and `warm_up` null if there is none.
CREATE OR REPLACE TEMP TABLE verify_cap AS
SELECT
  org_id,
  contacts,
  CASE WHEN daily_cap <= share THEN daily_cap ELSE share END AS cap,
  CASE WHEN daily_cap <= share THEN daily_cap
    ELSE greatest(share, share * getvariable('overage_threshold_millionths') // 1000000) END AS threshold,
  coalesce(c.calendar, 0) AS calendar,
  warm_up
FROM (
  SELECT
    org_id,
    count(*) AS contacts,
    greatest(1, count(*) * any_value(daily_cap_millionths) // 1000000) AS share,
    any_value(daily_cap) AS daily_cap,
    any_value(warm_up) AS warm_up
  FROM verify_reading
  JOIN verify_organisation USING (org_id)
  WHERE reason IS NULL
  GROUP BY org_id
)
LEFT JOIN verify_org_calendar c USING (org_id)

-- name: table_open_day
-- The sending days of each calendar, from three years ago or the first warm-up until four years after the last email, which is
-- beyond every deadline and follow-up. Calendar 0 has days only if it has a warm-up.
CREATE OR REPLACE TEMP TABLE verify_open_day AS
WITH calendar AS (
  SELECT DISTINCT calendar, weekdays, holidays FROM verify_org_calendar
  UNION ALL
  SELECT DISTINCT 0, NULL::VARCHAR[], 'none' FROM verify_cap WHERE calendar = 0 AND warm_up IS NOT NULL
),
span AS (
  SELECT
    least(getvariable('as_of') - 1100, min((warm_up ->> '$.start')::DATE)) AS first_day,
    getvariable('last_loaded_day') + 1500 AS last_day
  FROM verify_cap
)
SELECT c.calendar, d.day
FROM calendar c
CROSS JOIN (SELECT first_day + unnest(range(0, last_day - first_day + 1))::INTEGER AS day FROM span) d
WHERE (c.weekdays IS NULL OR list_contains(c.weekdays, weekday_of(d.day)))
  AND (c.holidays <> 'us_federal' OR d.day NOT IN (SELECT day FROM verify_holiday))
  AND NOT EXISTS (
    FROM verify_blackout b WHERE b.calendar = c.calendar AND d.day BETWEEN b.first_day AND b.last_day
  )

-- name: table_step
-- The steps of the warm-ups by day: the n-th sending day from the start has the step n // days_per_step.
CREATE OR REPLACE TEMP TABLE verify_step AS
WITH warm AS (
  SELECT DISTINCT
    calendar,
    warm_up,
    (warm_up ->> '$.start')::DATE AS start,
    (warm_up -> '$.steps')::BIGINT[] AS steps,
    coalesce((warm_up ->> '$.days_per_step')::INTEGER, 1) AS days_per_step
  FROM verify_cap
  WHERE warm_up IS NOT NULL
),
numbered AS (
  SELECT
    w.*, d.day,
    (row_number() OVER (PARTITION BY w.calendar, w.warm_up ORDER BY d.day) - 1) // days_per_step AS n
  FROM warm w
  JOIN verify_open_day d ON d.calendar = w.calendar AND d.day >= w.start
)
SELECT calendar, warm_up, day, steps[n + 1] AS step
FROM numbered
WHERE n < len(steps)

-- name: table_followup_day
-- For each calendar that does not allow every day: the day of the follow-up of an email that goes on a day. A follow-up that is
-- due after one sending day goes on the next. Days without one have no sending day while the email is within the reach of
-- follow-ups.
CREATE OR REPLACE TEMP TABLE verify_followup_day AS
WITH next_open AS (
  SELECT calendar, day, coalesce(lag(day) OVER (PARTITION BY calendar ORDER BY day), day - 1) AS previous
  FROM verify_open_day
  WHERE calendar > 0
),
waiting AS (
  SELECT calendar, day, unnest(range(0, least(
    day - previous,
    greatest(0, getvariable('followup_lookback') - getvariable('followup_days_after')) + 1
  )))::INTEGER AS wait
  FROM next_open
)
SELECT calendar, day - wait - getvariable('followup_days_after') AS sent_on, day
FROM waiting

-- name: table_load
-- Emails by organisation and day, as load balancing counts them, before the limits of a contact.
CREATE OR REPLACE TEMP TABLE verify_load (org_id BIGINT, day DATE, emails BIGINT)

-- name: table_foreseen
-- Follow-ups that planned and queued emails will cause, by organisation and day.
CREATE OR REPLACE TEMP TABLE verify_foreseen (org_id BIGINT, day DATE, emails BIGINT)

-- name: table_movable
-- Emails that load balancing may move, by the last day to which it may move them. `parent` is true if the
-- emails will have a follow-up, unless a window forbids it. `followup_day` is the day of the follow-up when they
-- are sent on this day; null if they will have none.
CREATE OR REPLACE TEMP TABLE verify_movable (
  org_id BIGINT, day DATE, deadline DATE, parent BOOLEAN, followup_day DATE, emails BIGINT
)

-- name: chunk_starts
SELECT id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM verify_reading WHERE reason IS NULL)
WHERE (n - 1) % $size::BIGINT = 0
ORDER BY id

-- name: table
-- A temporary table with rows given as JSON.
CREATE OR REPLACE TEMP TABLE {{name}} AS
SELECT unnest(from_json($rows, {{shape}}), recursive := true)

-- name: empty_view
CREATE OR REPLACE TEMP VIEW {{name}} AS
SELECT {{columns}}
WHERE false

-- name: run_view
CREATE OR REPLACE TEMP VIEW {{name}} AS
FROM {{files}}

-- name: run_columns
DESCRIBE FROM {{name}}
