-- name: table_email
-- One row per contact with the simulated days, so that `window` of verify/sql/chunk.sql derives the windows of these years.
CREATE OR REPLACE TEMP TABLE verify_email AS
SELECT id AS contact_id, 0 AS instance_id, getvariable('first_day') AS ideal, getvariable('last_day') AS latest
FROM verify_contact

-- name: table_verified
-- The schedulable contacts of this chunk, with the day on which they arrive.
CREATE OR REPLACE TEMP TABLE sim_verified AS
SELECT c.*, a.arrives_on
FROM verify_contact c
JOIN (SELECT DISTINCT id, arrives_on FROM sim_contact) a USING (id)

-- name: view_occurrence
-- The birthdays, policy anniversaries and enrollment periods of the contacts, from three years before the simulated days
-- to two years after them, with the day on which the email about each is ideally sent.
CREATE OR REPLACE TEMP VIEW sim_occurrence AS
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
CROSS JOIN range(year(getvariable('first_day')) - 3, year(getvariable('last_day')) + 3) AS years(y)

-- name: table_log
-- The sent log of this chunk of contacts, with further columns that the checks need.
CREATE OR REPLACE TEMP TABLE sim_log AS
SELECT
  s.*,
  s.kind = 'followup' AS is_followup,
  NOT is_campaign(s.email_type) OR coalesce(i.respects, true) AS respects,
  c.arrives_on,
  c.birth_date,
  is_campaign(s.email_type) AND coalesce(i.any_day, false) AS any_day,
  o.calendar,
  CASE
    WHEN s.kind = 'followup' THEN NULL
    WHEN s.kind = 'post_window' THEN s.event_date + getvariable('post_window_latest')
    WHEN i.id IS NULL THEN s.event_date
    WHEN i.days_before > 0 THEN least(s.event_date, i.active_end_date)
    ELSE least(s.ideal_send_date + getvariable('campaign_latest'), i.active_end_date)
  END AS latest
FROM sim_sent s
JOIN sim_verified c ON c.id = s.contact_id
LEFT JOIN verify_campaign_instance i ON i.id = s.campaign_instance_id
LEFT JOIN verify_org_calendar o ON o.org_id = c.org_id

-- name: table_dropped
-- Emails that a run had planned, but that were neither sent, planned nor skipped by later runs. The cause is
-- null if there is none.
CREATE OR REPLACE TEMP TABLE sim_dropped AS
SELECT
  a.*,
  CASE
    WHEN a.kind = 'followup'
      AND a.gone_on > a.ideal_send_date - getvariable('followup_days_after') + getvariable('followup_lookback')
    THEN 'parent_too_old'
    -- After an opt-out, a window that begins later causes no post-window email.
    WHEN EXISTS (FROM sim_opt_out o WHERE o.contact_id = a.contact_id AND o.opted_out_on < a.gone_on)
    THEN 'opted_out'
    -- The campaign email that fell into the window no longer takes part.
    WHEN a.kind = 'post_window' AND EXISTS (
      FROM verify_campaign_instance i
      WHERE i.active_end_date = a.gone_on - 1
        AND list_contains((a.metadata -> '$.stands_for')::VARCHAR[], i.email_type)
    )
    THEN 'campaign_ended'
  END AS cause
FROM sim_gone a
WHERE a.status = 'pre-scheduled'
  AND NOT EXISTS (FROM sim_sent b WHERE {{same}})
  AND NOT EXISTS (FROM sim_yesterday b WHERE {{same}})
  AND NOT EXISTS (FROM sim_gone b WHERE {{same}} AND b.gone_on > a.gone_on)

-- name: table_skipped
-- Occurrences that were never sent, because the last run that had them skipped them.
CREATE OR REPLACE TEMP TABLE sim_skipped AS
WITH last_seen AS (
  SELECT * EXCLUDE (gone_on), gone_on FROM sim_gone
  UNION ALL
  SELECT *, DATE '9999-12-31' FROM sim_yesterday WHERE scheduled_send_date <= getvariable('last_day')
),
latest AS (
  FROM last_seen
  QUALIFY row_number() OVER (
    PARTITION BY contact_id, kind, event_date, campaign_instance_id, parent_schedule_id ORDER BY gone_on DESC
  ) = 1
),
open AS (
  FROM sim_yesterday WHERE scheduled_send_date > getvariable('last_day')
)
SELECT a.* EXCLUDE (gone_on)
FROM latest a
WHERE a.status = 'skipped'
  AND NOT EXISTS (FROM sim_sent b WHERE {{same}})
  AND NOT EXISTS (FROM open b WHERE {{same}})
