-- name: macro_draw
-- A pseudo-random whole number in [0, sides), uniformly distributed over the keys. The same seed, key and salt
-- always give the same number.
CREATE MACRO draw(key, salt, sides) AS
  (hash(xor(key::UBIGINT, hash(salt, getvariable('seed')))) % sides::UBIGINT)::INTEGER

-- name: macro_pick
-- A pseudo-random element of the list in the variable that `list` names.
CREATE MACRO pick(list, key, salt) AS
  getvariable(list)[1 + draw(key, salt, len(getvariable(list)))]

-- name: macro_contact_id
-- The contact id of a row. Every fortieth id is missing, as if contacts had been purged.
CREATE MACRO contact_id(row_number) AS row_number + row_number // 40

-- name: macro_fault
-- The reason why the contact of a row cannot be scheduled, null for most rows. Each reason occurs
-- about once in 3,500 rows.
CREATE MACRO fault(row_number) AS
  ['missing_email', 'invalid_email', 'missing_zip', 'invalid_zip', 'unknown_zip', 'duplicate_id', 'invalid_id']
    [1 + draw(row_number, 'fault', 3500)]

-- name: macro_anniversary
-- The same month and day in another year. 29 February becomes 28 February in common years.
CREATE MACRO anniversary(date, in_year) AS
  make_date(
    in_year,
    month(date),
    least(day(date), day(last_day(make_date(in_year, month(date), 1))))
  )

-- name: macro_last_anniversary
-- The latest anniversary before the day `before`.
CREATE MACRO last_anniversary(date, before) AS
  CASE
    WHEN anniversary(date, year(before)) < before THEN anniversary(date, year(before))
    ELSE anniversary(date, year(before) - 1)
  END

-- name: macro_next_anniversary
-- The earliest anniversary on or after the day `today`.
CREATE MACRO next_anniversary(date, today) AS
  CASE
    WHEN anniversary(date, year(today)) >= today THEN anniversary(date, year(today))
    ELSE anniversary(date, year(today) + 1)
  END

-- name: macro_was_sent
-- Whether history contains the anniversary email with the ideal date `ideal`. It contains 85 % of those of the last 60
-- days and 29 % of the older ones.
CREATE MACRO was_sent(row_number, email_type, ideal) AS
  draw(row_number, email_type, 100) < CASE WHEN ideal >= getvariable('as_of') - 60 THEN 85 ELSE 29 END

-- name: table_campaign_type
CREATE TABLE campaign_type AS
FROM (VALUES
  ('rate_increase', true, true, 14, false, 1, true),
  ('seasonal_promo', true, true, 7, false, 5, true),
  ('initial_blast', false, false, 0, true, 10, true),
  ('regulatory_notice', false, false, 0, true, 1, true),
  ('policy_update', true, true, 7, false, 3, true),
  ('wellness_check', true, false, -3, false, 8, true)
) type(
  name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts, priority, active
)

-- name: table_campaign_instance
-- Campaign instances that are active, ahead, ended or without dates. The two that target all contacts belong to the
-- smallest organisations, so that they stay a small part of a day's volume.
CREATE TABLE campaign_instance AS
SELECT
  id::BIGINT AS id,
  campaign_type,
  instance_name,
  campaign_type || '_' || id AS email_template,
  CASE WHEN id % 2 = 1 THEN campaign_type || '_sms_' || id END AS sms_template,
  getvariable('as_of') + starts AS active_start_date,
  getvariable('as_of') + ends AS active_end_date,
  metadata,
  org::BIGINT AS org_id
FROM (VALUES
  (1, 'rate_increase', 'Plan G rates', -45, 60, NULL, NULL),
  (2, 'seasonal_promo', 'Autumn check-up', -60, 45, NULL, NULL),
  (3, 'policy_update', 'Provider directory', -30, 90, NULL, NULL),
  (4, 'wellness_check', 'Flu season', -40, 50, NULL, NULL),
  (5, 'rate_increase', 'Plan N rates', 30, 120, NULL, NULL),
  (6, 'seasonal_promo', 'Summer offer', -150, -20, NULL, NULL),
  (7, 'regulatory_notice', 'Privacy notice', -3, 27, NULL, getvariable('orgs')),
  (8, 'initial_blast', 'Welcome', -5, 55, NULL, greatest(1, getvariable('orgs') - 1)),
  (9, 'policy_update', 'Premium due dates', -10, 40, '{"respect_exclusion_windows":false,"priority":2}', NULL),
  (10, 'rate_increase', 'Plan F rates', -20, 70, '{"days_before_event":21,"enable_followups":false}', NULL),
  (11, 'seasonal_promo', 'Household discount', -15, 75, '{"priority":4}', 1),
  (12, 'wellness_check', 'Annual visit', NULL, NULL, NULL, NULL)
) instance(id, campaign_type, instance_name, starts, ends, metadata, org)

-- name: variable_sent_campaigns
-- The campaign instances for which emails were sent in the past.
SET VARIABLE sent_campaigns = (
  SELECT
    list({
      'instance': id,
      'email_type': 'campaign_' || campaign_type,
      'days_before_event': days_before_event,
      'first_day': active_start_date,
      'days': least(active_end_date + 1, getvariable('as_of')) - active_start_date
    } ORDER BY id)
  FROM campaign_instance
  JOIN campaign_type ON campaign_type.name = campaign_type
  WHERE org_id IS NULL AND metadata IS NULL AND active_start_date < getvariable('as_of')
)

-- name: view_sent_birthday
CREATE VIEW sent_birthday AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, last_anniversary(birth_date, getvariable('as_of') + 14) AS event_date
  FROM known_contact
  WHERE birth_date IS NOT NULL
)
SELECT
  row_number * 16 AS id,
  contact_id,
  'birthday' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  event_date,
  event_date - 14 AS scheduled_send_date
FROM occurrence
WHERE was_sent(row_number, 'birthday', event_date - 14)

-- name: view_sent_effective_date
CREATE VIEW sent_effective_date AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, last_anniversary(effective_date, getvariable('as_of') + 30) AS event_date
  FROM known_contact
  WHERE effective_date IS NOT NULL
)
SELECT
  row_number * 16 + 1 AS id,
  contact_id,
  'effective_date' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  event_date,
  event_date - 30 AS scheduled_send_date
FROM occurrence
WHERE was_sent(row_number, 'effective_date', event_date - 30)

-- name: view_sent_aep
-- The last AEP emails due before today, spread over the week that begins on 15 September.
CREATE VIEW sent_aep AS
SELECT
  row_number * 16 + 2 AS id,
  id AS contact_id,
  'aep' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  last_anniversary(DATE '2000-09-15', getvariable('as_of')) + 30 AS event_date,
  least(
    last_anniversary(DATE '2000-09-15', getvariable('as_of')) + draw(row_number, 'aep day', 7),
    getvariable('as_of') - 1
  ) AS scheduled_send_date
FROM known_contact
WHERE draw(row_number, 'aep', 100) < 25

-- name: view_sent_campaign
CREATE VIEW sent_campaign AS
WITH campaign AS (
  SELECT row_number, id AS contact_id, pick('sent_campaigns', row_number, 'sent instance') AS sent
  FROM known_contact
  WHERE draw(row_number, 'sent campaign', 100) < 12
),
dated AS (
  SELECT *, sent.first_day + draw(row_number, 'sent campaign day', sent.days) AS scheduled_send_date
  FROM campaign
)
SELECT
  row_number * 16 + 3 AS id,
  contact_id,
  sent.email_type,
  sent.instance AS campaign_instance_id,
  scheduled_send_date + sent.days_before_event AS event_date,
  scheduled_send_date
FROM dated

-- name: view_sent_post_window
-- Post-window emails, sent on the day after the last birthday window. Only states with birthday windows have them.
CREATE VIEW sent_post_window AS
WITH window_end AS (
  SELECT
    row_number,
    id AS contact_id,
    CASE state WHEN 'ID' THEN 63 WHEN 'MD' THEN 30 WHEN 'OR' THEN 31 WHEN 'VA' THEN 30 ELSE 60 END AS days_after,
    birth_date
  FROM known_contact
  WHERE state IN ('CA', 'ID', 'KY', 'MD', 'OK', 'OR', 'VA')
    AND birth_date IS NOT NULL
    AND draw(row_number, 'post window', 100) < 30
),
occurrence AS (
  SELECT
    row_number,
    contact_id,
    last_anniversary(birth_date, getvariable('as_of') - days_after - 1) + days_after + 1 AS event_date
  FROM window_end
)
SELECT
  row_number * 16 + 4 AS id,
  contact_id,
  'post_window' AS email_type,
  NULL::BIGINT AS campaign_instance_id,
  event_date,
  event_date AS scheduled_send_date
FROM occurrence

-- name: view_sent
-- The emails sent in the past, with their status.
CREATE VIEW sent AS
WITH send AS (
  FROM sent_birthday
  UNION ALL FROM sent_effective_date
  UNION ALL FROM sent_aep
  UNION ALL FROM sent_campaign
  UNION ALL FROM sent_post_window
)
SELECT
  *,
  CASE
    WHEN draw(id, 'status', 100) < 60 THEN 'sent'
    WHEN draw(id, 'status', 100) < 95 THEN 'delivered'
    ELSE 'failed'
  END AS status,
  NULL::BIGINT AS parent_schedule_id
FROM send

-- name: view_sent_followup
-- Follow-ups of some of the emails sent in the last eleven weeks, two days after them. Wellness checks have none.
CREATE VIEW sent_followup AS
SELECT
  id + 8 AS id,
  contact_id,
  CASE
    WHEN draw(id, 'behaviour', 100) < 60 THEN 'followup_1_cold'
    WHEN draw(id, 'behaviour', 100) < 85 THEN 'followup_2_clicked_no_hq'
    WHEN draw(id, 'behaviour', 100) < 95 THEN 'followup_3_hq_no_yes'
    ELSE 'followup_4_hq_with_yes'
  END AS email_type,
  campaign_instance_id,
  event_date,
  scheduled_send_date + 2 AS scheduled_send_date,
  CASE WHEN draw(id, 'follow-up failed', 100) < 4 THEN 'failed' ELSE 'delivered' END AS status,
  id AS parent_schedule_id
FROM sent
WHERE status IN ('sent', 'delivered')
  AND email_type <> 'campaign_wellness_check'
  AND scheduled_send_date BETWEEN getvariable('as_of') - 77 AND getvariable('as_of') - 3
  AND draw(id, 'follow-up', 100) < 12

-- name: view_planned_birthday
-- The birthday emails that an earlier run planned. Those due before today are included only if they were not sent.
CREATE VIEW planned_birthday AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, next_anniversary(birth_date, getvariable('as_of')) AS event_date
  FROM known_contact
  WHERE birth_date IS NOT NULL
)
SELECT
  row_number * 16 + 5 AS id,
  contact_id,
  'birthday' AS email_type,
  event_date,
  greatest(
    event_date - 14,
    least(event_date, getvariable('as_of') + draw(row_number, 'birthday late', 7))
  ) AS scheduled_send_date
FROM occurrence
WHERE CASE
  WHEN event_date - 14 >= getvariable('as_of') THEN draw(row_number, 'birthday planned', 100) < 10
  ELSE draw(row_number, 'birthday planned', 100) < 60 AND NOT was_sent(row_number, 'birthday', event_date - 14)
END

-- name: view_planned_effective_date
-- The effective-date emails that an earlier run planned. Those due before today are included only
-- if they were not sent.
CREATE VIEW planned_effective_date AS
WITH occurrence AS (
  SELECT row_number, id AS contact_id, next_anniversary(effective_date, getvariable('as_of')) AS event_date
  FROM known_contact
  WHERE effective_date IS NOT NULL
)
SELECT
  row_number * 16 + 6 AS id,
  contact_id,
  'effective_date' AS email_type,
  event_date,
  greatest(
    event_date - 30,
    least(event_date, getvariable('as_of') + draw(row_number, 'effective date late', 7))
  ) AS scheduled_send_date
FROM occurrence
WHERE CASE
  WHEN event_date - 30 >= getvariable('as_of') THEN draw(row_number, 'effective date planned', 100) < 10
  ELSE draw(row_number, 'effective date planned', 100) < 60
    AND NOT was_sent(row_number, 'effective_date', event_date - 30)
END

-- name: view_planned
-- The plan of the earlier run. The sender already has some of the emails due today and in the next two days.
CREATE VIEW planned AS
WITH plan AS (
  FROM planned_birthday
  UNION ALL FROM planned_effective_date
)
SELECT
  *,
  CASE
    WHEN scheduled_send_date = getvariable('as_of') AND draw(id, 'plan status', 100) < 50 THEN 'processing'
    WHEN scheduled_send_date <= getvariable('as_of') + 2 AND draw(id, 'plan status', 100) < 80 THEN 'scheduled'
    WHEN draw(id, 'plan skipped', 100) < 8 THEN 'skipped'
    ELSE 'pre-scheduled'
  END AS status
FROM plan

-- name: contacts
WITH numbered AS (
  SELECT
    range AS row_number,
    fault(range) AS fault,
    draw(range, 'place', len(getvariable('zips'))) + 1 AS place,
    pick('first_names', range, 'first name') AS first_name,
    pick('last_names', range, 'last name') AS last_name,
    pick('ages', range, 'age') AS age,
    (draw(range, 'org', 1 << 30) + 0.5) / (1 << 30) AS org_share
  FROM range(1, getvariable('contacts') + 1)
),
dated AS (
  SELECT
    *,
    getvariable('zips')[place] AS home_zip,
    getvariable('states')[place] AS home_state,
    (getvariable('as_of') - to_years(age))::DATE - draw(row_number, 'day of birth', 365) AS born,
    -- A policy starts at the age of 64 or later, 1 to 15 years ago.
    date_trunc(
      'month',
      getvariable('as_of') - to_months(12 + draw(row_number, 'policy age', 12 * greatest(1, least(14, age - 64))))
    )::DATE AS started
  FROM numbered
)
SELECT
  CASE fault
    WHEN 'invalid_id' THEN NULL
    WHEN 'duplicate_id' THEN contact_id(greatest(1, row_number - 1))
    ELSE contact_id(row_number)
  END AS id,
  -- The size of the k-th organisation is about proportional to 1/k. Every organisation has at least one contact.
  CASE
    WHEN row_number <= getvariable('orgs') THEN row_number
    ELSE least(getvariable('orgs'), floor(pow(getvariable('orgs') + 1, org_share))::BIGINT)
  END AS org_id,
  CASE fault
    WHEN 'missing_email' THEN NULL
    WHEN 'invalid_email' THEN lower(first_name) || row_number || ' at example.com'
    ELSE
      CASE WHEN draw(row_number, 'capitals', 100) < 3
        THEN first_name || '.' || last_name
        ELSE lower(first_name || '.' || last_name)
      END
      || row_number || '@example.' || ['com', 'com', 'com', 'org', 'net'][1 + draw(row_number, 'domain', 5)]
  END AS email,
  CASE fault
    WHEN 'missing_zip' THEN NULL
    WHEN 'invalid_zip' THEN home_zip[1:4]
    WHEN 'unknown_zip' THEN '000' || home_zip[4:5]
    ELSE home_zip || CASE WHEN draw(row_number, 'plus four', 100) < 10
      THEN '-' || lpad(draw(row_number, 'add-on', 10000)::VARCHAR, 4, '0')
      ELSE ''
    END
  END AS zip_code,
  CASE
    WHEN draw(row_number, 'moved', 1000) >= 2 THEN home_state
    WHEN home_state = 'FL' THEN 'OH'
    ELSE 'FL'
  END AS state,
  CASE WHEN draw(row_number, 'no birth date', 1000) >= 5 THEN born END AS birth_date,
  CASE
    WHEN draw(row_number, 'no effective date', 100) < 1 THEN NULL
    WHEN draw(row_number, 'on the first', 100) < 62 THEN started
    ELSE started + 1 + draw(row_number, 'day of month', day(last_day(started)) - 1)
  END AS effective_date,
  CASE WHEN draw(row_number, 'no phone', 100) >= 8
    THEN '+1' || (201 + draw(row_number, 'area code', 789)) || '55501'
      || lpad(draw(row_number, 'line', 100)::VARCHAR, 2, '0')
  END AS phone_number,
  first_name,
  last_name,
  CASE WHEN draw(row_number, 'asked for consent', 100) < 80 THEN draw(row_number, 'consent', 100) < 70 END AS sms_consent
FROM dated

-- name: email_schedules
WITH history AS (
  FROM sent
  UNION ALL BY NAME FROM sent_followup
  UNION ALL BY NAME FROM planned
)
SELECT
  id,
  contact_id,
  email_type,
  scheduled_send_date,
  status,
  CASE WHEN draw(id, 'no event date', 100) >= 10 THEN event_date END AS event_date,
  campaign_instance_id,
  CASE WHEN status IN ('sent', 'delivered')
    THEN scheduled_send_date + TIME '08:30:00' + to_seconds(draw(id, 'second', 60))
  END AS actual_send_datetime,
  parent_schedule_id
FROM history

-- name: view_known_contact
-- The contacts of the written file to which other tables may refer, with their row numbers.
CREATE VIEW known_contact AS
SELECT file_row_number + 1 AS row_number, id, org_id, email, state, birth_date, effective_date
FROM {{contacts}}
WHERE id IS NOT NULL AND fault(file_row_number + 1) IS DISTINCT FROM 'duplicate_id'

-- name: campaign_types
FROM campaign_type

-- name: campaign_instances
FROM campaign_instance

-- name: contact_campaigns
-- Enrolments with trigger dates from one month ago to two months ahead. The third slot cancels enrolments in
-- an instance that otherwise targets all contacts of its organisation. A few rows name a contact or an
-- instance that does not exist.
WITH slot AS (
  SELECT row_number, id AS contact_id, org_id, row_number * 4 + unnest(range(3)) AS slot
  FROM known_contact
),
enrolment AS (
  SELECT
    *,
    CASE slot % 4
      WHEN 0 THEN [1, 1, 1, 1, 2, 2, 2, 3, 3, 5][1 + draw(slot, 'instance', 10)]
      WHEN 1 THEN [4, 4, 4, 6, 9, 9, 10, 10, 11, 12][1 + draw(slot, 'instance', 10)]
      ELSE 7
    END AS instance
  FROM slot
  WHERE CASE slot % 4
    WHEN 0 THEN draw(slot, 'enrolled', 100) < 28
    WHEN 1 THEN draw(slot, 'enrolled', 100) < 7
    ELSE org_id = getvariable('orgs') AND draw(slot, 'enrolled', 100) < 2
  END
)
SELECT
  CASE WHEN draw(slot, 'unknown contact', 5000) < 1
    THEN contact_id(getvariable('contacts')) + row_number
    ELSE contact_id
  END AS contact_id,
  CASE
    WHEN draw(slot, 'unknown instance', 5000) < 1 THEN 999
    WHEN instance = 11 AND org_id <> 1 THEN 4
    ELSE instance
  END::BIGINT AS campaign_instance_id,
  CASE WHEN instance <> 7 AND draw(slot, 'no trigger', 100) >= 5
    THEN getvariable('as_of') - 25 + draw(slot, 'trigger', 90)
  END AS trigger_date,
  CASE
    WHEN instance = 7 THEN 'cancelled'
    ELSE ['pending', 'scheduled', 'completed', 'cancelled', NULL]
      [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5][1 + draw(slot, 'enrolment status', 20)]]
  END AS status,
  CASE WHEN draw(slot, 'enrolment source', 10) < 1 THEN '{"source":"import"}' END AS metadata
FROM enrolment

-- name: tracking_clicks
-- For 18 % of the sent emails, one or two clicks within three days.
WITH click AS (
  SELECT *, unnest(range(CASE WHEN draw(id, 'second click', 10) < 1 THEN 2 ELSE 1 END)) AS click
  FROM reached
  WHERE draw(id, 'clicked', 100) < 18
),
timed AS (
  SELECT *, sent_at + to_seconds(60 + draw(id * 2 + click, 'clicked at', 3 * 86400)) AS clicked_at
  FROM click
)
SELECT contact_id, clicked_at, CASE WHEN draw(id, 'click known', 100) >= 15 THEN id END AS schedule_id
FROM timed
WHERE clicked_at < getvariable('as_of')

-- name: view_reached
-- The emails of the written file that were sent.
CREATE VIEW reached AS
SELECT id, contact_id, actual_send_datetime AS sent_at
FROM {{email_schedules}}
WHERE actual_send_datetime IS NOT NULL

-- name: contact_events
WITH event AS (
  SELECT
    id,
    contact_id,
    ['eligibility_answered', 'page_viewed', 'quote_requested', 'call_completed']
      [[1, 1, 1, 1, 1, 1, 2, 2, 3, 4][1 + draw(id, 'event type', 10)]] AS event_type,
    greatest(0, draw(id, 'yes answers', 8) - 4) AS yes_answers,
    draw(id, 'answer form', 10) AS answer_form,
    sent_at + to_seconds(120 + draw(id, 'event at', 5 * 86400)) AS created_at
  FROM reached
  WHERE draw(id, 'event', 100) < 8
)
SELECT
  contact_id,
  event_type,
  CASE
    WHEN event_type = 'page_viewed' THEN '{"page":"plan-comparison"}'
    WHEN event_type <> 'eligibility_answered' THEN NULL
    WHEN answer_form = 0 THEN '{"main_questions_yes_count":' || yes_answers || '}'
    WHEN answer_form = 1 THEN '{"has_medical_conditions":' || (yes_answers > 0) || '}'
    ELSE '{"main_questions_yes_count":' || yes_answers || ',"has_medical_conditions":' || (yes_answers > 0) || '}'
  END AS metadata,
  created_at
FROM event
WHERE created_at < getvariable('as_of')

-- name: suppressions
-- Opt-outs by contact id or by email address. Some addresses are written in capitals or with a space at the end. A few more
-- contacts have opted out of text messages only, which changes no email. With `own_settings`, some have opted out of single
-- email types.
WITH opted_out AS (
  SELECT *, email IS NOT NULL AND draw(row_number, 'by email', 100) < 40 AS by_email
  FROM known_contact
  WHERE draw(row_number, 'suppressed', 1000) < 5
)
SELECT
  CASE WHEN NOT by_email THEN id END AS contact_id,
  CASE WHEN by_email THEN
    CASE draw(row_number, 'written', 5) WHEN 0 THEN upper(email) WHEN 1 THEN email || ' ' ELSE email END
  END AS email,
  ['unsubscribed', 'unsubscribed', 'complaint', 'bounced', 'do_not_contact'][1 + draw(row_number, 'reason', 5)]
    AS reason,
  getvariable('as_of') - 1 - draw(row_number, 'since', 1095) AS since,
  NULL::VARCHAR AS channel,
  NULL::VARCHAR AS email_type
FROM opted_out
UNION ALL
SELECT
  id, NULL, 'unsubscribed', getvariable('as_of') - 1 - draw(row_number, 'texts since', 1095), 'sms', NULL
FROM known_contact
WHERE draw(row_number, 'no texts', 1000) < 3
UNION ALL
SELECT
  id, NULL, 'unsubscribed', getvariable('as_of') - 1 - draw(row_number, 'type since', 1095),
  [NULL, 'email', 'email', 'all'][1 + draw(row_number, 'type channel', 4)],
  ['birthday', 'effective_date', 'aep', 'post_window', 'followup_1_cold', 'campaign_*', 'campaign_rate_increase'][
    1 + draw(row_number, 'one type', 7)]
FROM known_contact
WHERE getvariable('own_settings') AND draw(row_number, 'no such emails', 1000) < 20

-- name: organisations
-- Every organisation with its name. With `own_settings`, the largest keeps the settings of the configuration, and each other
-- one has some of its own.
WITH organisation AS (
  SELECT range AS org_id, getvariable('own_settings') AND range > 1 AS varies FROM range(1, getvariable('orgs') + 1)
)
SELECT
  org_id,
  pick('last_names', org_id, 'organisation') || ' '
    || ['Insurance Agency', 'Senior Benefits', 'Health Partners', 'Medicare Advisors'][1 + draw(org_id, 'kind of agency', 4)]
    AS name,
  CASE WHEN varies THEN
    [NULL, 'America/New_York', 'America/Denver', 'America/Los_Angeles'][1 + draw(org_id, 'own zone', 4)]
  END AS time_zone,
  CASE WHEN varies THEN [NULL, 0.05, 0.1][1 + draw(org_id, 'own cap', 3)] END::DOUBLE AS daily_send_percentage_cap,
  CASE WHEN varies AND draw(org_id, 'own limit', 4) = 0 THEN 5000 END::INTEGER AS daily_cap,
  CASE WHEN varies THEN
    [NULL, 'mon,tue,wed,thu,fri', 'mon,tue,wed,thu,fri,sat'][1 + draw(org_id, 'own days', 3)]
  END AS weekdays,
  CASE WHEN varies AND draw(org_id, 'own holidays', 2) = 0 THEN 'us_federal' END AS holidays,
  CASE WHEN varies AND draw(org_id, 'own blackout', 3) = 0 THEN
    strftime(getvariable('as_of') + 30, '%Y-%m-%d') || '..' || strftime(getvariable('as_of') + 36, '%Y-%m-%d')
  END AS blackout_dates,
  CASE WHEN varies AND draw(org_id, 'own warm-up', 5) = 0 THEN
    '{"start":"' || strftime(getvariable('as_of'), '%Y-%m-%d') || '","steps":[50,100,200,400],"days_per_step":3}'
  END AS warm_up
FROM organisation
ORDER BY org_id

-- name: write_table
COPY ({{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
