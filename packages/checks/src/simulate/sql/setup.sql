-- name: macro_draw
-- A pseudo-random number in [0, 1). It depends only on the seed, the purpose and the key, not on the version of DuckDB.
CREATE OR REPLACE TEMP MACRO sim_draw(purpose, key) AS
  (md5_number_lower(getvariable('sim_seed') || '|' || purpose || '|' || key) >> 11)::DOUBLE / 9007199254740992

-- name: macro_wait
-- A pseudo-random number of days from 1 to `longest`.
CREATE OR REPLACE TEMP MACRO sim_wait(purpose, key, longest) AS 1 + floor(sim_draw(purpose, key) * longest)::INTEGER

-- name: macro_share_of
-- A share of a number, in millionths of it, rounded down in exact arithmetic.
CREATE OR REPLACE TEMP MACRO sim_share_of(millionths, number) AS (millionths * number) // 1000000

-- name: macro_is_limit
-- Whether an email was skipped by a limit of its contact. The plan still counts such emails, because it does not know
-- the contacts of emails.
CREATE OR REPLACE TEMP MACRO sim_is_limit(skip_reason) AS
  coalesce(skip_reason IN ('campaign_conflict', 'frequency_limit', 'superseded'), false)

-- name: macro_is_near
-- Whether a change on `day` may have moved an email. Crowded days that influence each other are hardly
-- more than 40 days apart.
CREATE OR REPLACE TEMP MACRO sim_is_near(day, planned_for, moved_to) AS
  day BETWEEN least(planned_for, moved_to) - 40 AND greatest(planned_for, moved_to) + 40

-- name: type_cause
-- The causes of moves, in order. If several apply to a move, the first is recorded.
CREATE OR REPLACE TEMP TYPE sim_cause AS
  ENUM ('new_contact', 'engagement', 'campaign', 'limit', 'window', 'occurrence', 'followup', 'none')

-- name: table_contact
-- Every row of contacts, with the day on which the contact arrives.
CREATE OR REPLACE TEMP TABLE sim_contact AS
SELECT
  row_number, {{contact_columns}},
  getvariable('first_day')
    + CASE WHEN id IS NOT NULL
        AND getvariable('last_day') > getvariable('first_day')
        AND sim_draw('arrives', id) < getvariable('sim_arrivals')
      THEN sim_wait('arrives on', id, getvariable('last_day') - getvariable('first_day'))
      ELSE 0 END AS arrives_on
FROM source_contacts

-- name: table_present
-- Contacts that are present from the first day. Contacts that arrive later have no history, clicks or answers.
CREATE OR REPLACE TEMP TABLE sim_present AS
SELECT DISTINCT id AS contact_id
FROM sim_contact
WHERE id IS NOT NULL AND arrives_on = getvariable('first_day')

-- name: table_before
-- The history of the input. Emails that are queued for simulated days become sent when their day is over.
CREATE OR REPLACE TEMP TABLE sim_before AS
SELECT
  id, contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id, actual_send_date,
  parent_schedule_id,
  coalesce(actual_send_date, scheduled_send_date) AS sent_on,
  coalesce(status IN ('scheduled', 'processing') AND sent_on >= getvariable('first_day'), false) AS queued
FROM source_email_schedules
SEMI JOIN sim_present USING (contact_id)
WHERE status IN ('scheduled', 'processing', 'sent', 'delivered')

-- name: last_id
-- The ids of sent rows continue those of history.
SET VARIABLE sim_last_id = (
  SELECT greatest(coalesce(max(id), 0), 0) FROM source_email_schedules WHERE id < 4611686018427387904
)

-- name: tables
-- The tables that the days of one configuration change, in the state before the first day.
CREATE OR REPLACE TEMP TABLE sim_sent (
  sent_date DATE, id BIGINT, contact_id BIGINT, org_id BIGINT, email_type VARCHAR, scheduled_send_date DATE,
  scheduled_send_time VARCHAR, send_at TIMESTAMP, status VARCHAR, skip_reason VARCHAR, priority INTEGER,
  campaign_instance_id BIGINT, email_template VARCHAR, sms_template VARCHAR, event_date DATE, ideal_send_date DATE,
  moved_by VARCHAR, parent_schedule_id BIGINT, metadata VARCHAR, scheduler_run_id VARCHAR, time_zone VARCHAR,
  sms_send_at TIMESTAMP, sms_skip_reason VARCHAR, kind VARCHAR
);
CREATE OR REPLACE TEMP TABLE sim_yesterday AS SELECT * EXCLUDE (sent_date, id) FROM sim_sent;
CREATE OR REPLACE TEMP TABLE sim_gone AS SELECT *, NULL::DATE AS gone_on FROM sim_yesterday;
CREATE OR REPLACE TEMP TABLE sim_plan AS
SELECT contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id
FROM source_email_schedules
SEMI JOIN sim_present USING (contact_id)
WHERE status = 'pre-scheduled';
CREATE OR REPLACE TEMP TABLE sim_click (contact_id BIGINT, clicked_on DATE);
CREATE OR REPLACE TEMP TABLE sim_answer (contact_id BIGINT, answered_on DATE, has_conditions BOOLEAN);
CREATE OR REPLACE TEMP TABLE sim_opt_out (contact_id BIGINT, opted_out_on DATE);
-- Emails that count on a day in addition to the rows of today's run: history and foreseen follow-ups.
CREATE OR REPLACE TEMP TABLE sim_other_load (org_id BIGINT, day DATE, emails BIGINT);
-- Days whose cap differs from that of most days.
CREATE OR REPLACE TEMP TABLE sim_day_cap (org_id BIGINT, day DATE, cap BIGINT);
-- `cap` and `threshold` are those of most days, `day_cap` and `day_threshold` those of the day.
CREATE OR REPLACE TEMP TABLE sim_org_day (
  day DATE, org_id BIGINT, contacts BIGINT, cap BIGINT, threshold BIGINT, day_cap BIGINT, day_threshold BIGINT, overload BIGINT
);
CREATE OR REPLACE TEMP TABLE sim_announced (
  contact_id BIGINT, kind VARCHAR, event_date DATE, campaign_instance_id BIGINT, parent_schedule_id BIGINT, day DATE
);
CREATE OR REPLACE TEMP TABLE sim_move (
  moved_on DATE, contact_id BIGINT, org_id BIGINT, email_type VARCHAR, event_date DATE, planned_for DATE, moved_to DATE,
  cause sim_cause, cause_of VARCHAR
)
