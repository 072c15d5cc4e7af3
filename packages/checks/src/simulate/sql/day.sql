-- name: same_occurrence
b.contact_id = a.contact_id
AND b.kind = a.kind
AND b.event_date IS NOT DISTINCT FROM a.event_date
AND b.campaign_instance_id IS NOT DISTINCT FROM a.campaign_instance_id
AND b.parent_schedule_id IS NOT DISTINCT FROM a.parent_schedule_id

-- name: table_today
-- The rows of the day's run. All types of follow-ups are one kind, because the engagement of a contact changes the type
-- of a planned follow-up.
CREATE OR REPLACE TEMP TABLE sim_today AS
SELECT *, CASE WHEN starts_with(email_type, 'followup_') THEN 'followup' ELSE email_type END AS kind
FROM {{files}}

-- name: gone
INSERT INTO sim_gone BY NAME
SELECT * EXCLUDE (new_row, gone, new_status, new_skip_reason, new_date), getvariable('today') AS gone_on
FROM sim_change
WHERE gone

-- name: send
-- Sends the rows dated today. Their ids continue those of the input.
INSERT INTO sim_sent BY NAME
SELECT
  getvariable('today') AS sent_date,
  (SELECT greatest(getvariable('sim_last_id'), coalesce(max(id), 0)) FROM sim_sent)
    + row_number() OVER (ORDER BY contact_id, email_type, campaign_instance_id, event_date, parent_schedule_id) AS id,
  *
FROM sim_today
WHERE status = 'pre-scheduled' AND scheduled_send_date = getvariable('today')

-- name: engage
-- Draws which contacts react to today's emails, and when. A contact reacts to an occurrence in the same way on
-- whichever day it is sent.
CREATE OR REPLACE TEMP TABLE sim_reached AS
SELECT
  contact_id,
  sent_date,
  concat_ws('|', contact_id, kind, campaign_instance_id, event_date) AS occurrence
FROM sim_sent
WHERE sent_date = getvariable('today');
INSERT INTO sim_click
SELECT contact_id, sent_date + sim_wait('clicks on', occurrence, 5)
FROM sim_reached
WHERE sim_draw('clicks', occurrence) < getvariable('sim_clicks');
INSERT INTO sim_answer
SELECT contact_id, sent_date + sim_wait('answers on', occurrence, 7), sim_draw('conditions', occurrence) < 0.4
FROM sim_reached
WHERE sim_draw('answers', occurrence) < getvariable('sim_answers');
INSERT INTO sim_opt_out
SELECT contact_id, sent_date + sim_wait('opts out on', occurrence, 10)
FROM sim_reached
WHERE sim_draw('opts out', occurrence) < getvariable('sim_opt_outs')

-- name: changes
-- The counts of a day. `moved_freely` counts emails that moved although their old day still has room below the cap and
-- the cap is the same as yesterday.
WITH load AS (
  SELECT org_id, day, sum(emails) AS load
  FROM (
    SELECT org_id, scheduled_send_date AS day, 1 AS emails FROM sim_today WHERE status = 'pre-scheduled'
    UNION ALL
    FROM sim_other_load
  )
  GROUP BY ALL
),
cap AS (
  SELECT t.org_id, t.cap, t.cap = y.cap AS same_cap
  FROM sim_org_day t
  LEFT JOIN sim_org_day y ON y.org_id = t.org_id AND y.day = t.day - 1
  WHERE t.day = getvariable('today')
),
change AS (
  SELECT
    c.*,
    new_status = 'pre-scheduled' AND new_date <> c.scheduled_send_date AS moved,
    same_cap AND coalesce(l.load, 0) < coalesce(d.cap, cap.cap) AS free
  FROM sim_change c
  JOIN cap ON cap.org_id = c.org_id
  LEFT JOIN sim_day_cap d ON d.org_id = c.org_id AND d.day = c.scheduled_send_date
  LEFT JOIN load l ON l.org_id = c.org_id AND l.day = c.scheduled_send_date
  WHERE status = 'pre-scheduled'
)
SELECT
  (SELECT count(*) FROM sim_sent WHERE sent_date = getvariable('today')) AS sent,
  count(*) AS planned,
  count(*) FILTER (moved) AS moved,
  count(*) FILTER (moved AND free) AS moved_freely,
  count(*) FILTER (moved AND scheduled_send_date = getvariable('today')) AS put_off,
  count(*) FILTER (new_status = 'skipped') AS withdrawn
FROM change

-- name: remember
CREATE OR REPLACE TEMP TABLE sim_yesterday AS
FROM sim_today
WHERE status = 'skipped' OR scheduled_send_date > getvariable('today');
CREATE OR REPLACE TEMP TABLE sim_plan AS
SELECT contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id
FROM sim_yesterday
WHERE status = 'pre-scheduled'

-- name: table_change
-- What became of yesterday's remaining rows.
CREATE OR REPLACE TEMP TABLE sim_change AS
SELECT
  a.*,
  b.rowid AS new_row,
  b.rowid IS NULL AS gone,
  b.status AS new_status,
  b.skip_reason AS new_skip_reason,
  b.scheduled_send_date AS new_date
FROM sim_yesterday a
LEFT JOIN sim_today b
ON {{same}}

-- name: table_new
-- Rows that yesterday's run did not have.
CREATE OR REPLACE TEMP TABLE sim_new AS
SELECT
  contact_id, org_id, email_type, kind, event_date, campaign_instance_id, parent_schedule_id, metadata, status, skip_reason,
  scheduled_send_date, ideal_send_date
FROM sim_today t
WHERE NOT EXISTS (FROM sim_change c WHERE c.new_row = t.rowid)

-- name: announce
-- Records for each email the day for which it is planned first.
INSERT INTO sim_announced
SELECT contact_id, kind, event_date, campaign_instance_id, parent_schedule_id, day
FROM (
  SELECT contact_id, kind, event_date, campaign_instance_id, parent_schedule_id, scheduled_send_date AS day
  FROM sim_new
  WHERE status = 'pre-scheduled'
  UNION ALL
  SELECT contact_id, kind, event_date, campaign_instance_id, parent_schedule_id, new_date
  FROM sim_change
  WHERE status = 'skipped' AND new_status = 'pre-scheduled'
) a
WHERE NOT EXISTS (FROM sim_announced b WHERE {{same}})

-- name: table_moved
-- Emails that today's run plans for another day than yesterday's run did.
CREATE OR REPLACE TEMP TABLE sim_moved AS
SELECT
  row_number() OVER () AS move,
  contact_id,
  org_id,
  email_type,
  event_date,
  scheduled_send_date AS planned_for,
  new_date AS moved_to
FROM sim_change
WHERE status = 'pre-scheduled' AND new_status = 'pre-scheduled' AND new_date <> scheduled_send_date

-- name: table_reacted
-- Contacts who reacted yesterday. Today's run is the first that reads these reactions.
CREATE OR REPLACE TEMP TABLE sim_reacted AS
SELECT contact_id FROM sim_click WHERE clicked_on = getvariable('today') - 1
UNION
SELECT contact_id FROM sim_answer WHERE answered_on = getvariable('today') - 1
UNION
SELECT contact_id FROM sim_opt_out WHERE opted_out_on = getvariable('today') - 1

-- name: table_disturbance
-- The other changes in organisations with moved emails: for each email that appeared or disappeared, its day and the
-- cause. Sent emails are left out. Their follow-ups are left out too if the plan foresaw them. The plan foresees a
-- follow-up on its ideal date. A follow-up whose ideal date is the day of its parent has to catch up on a later day,
-- which the plan does not foresee.
CREATE OR REPLACE TEMP TABLE sim_disturbance AS
WITH sent AS (
  SELECT id FROM sim_sent WHERE sent_date = getvariable('today') - 1
  UNION ALL
  SELECT id FROM sim_before WHERE queued AND sent_on = getvariable('today') - 1
),
difference AS (
  SELECT
    contact_id, org_id, email_type, campaign_instance_id, metadata,
    unnest([scheduled_send_date, new_date]) AS day,
    sim_is_limit(skip_reason) OR sim_is_limit(new_skip_reason) AS is_limit,
    coalesce('exclusion_window' IN (skip_reason, new_skip_reason), false) AS is_window,
    false AS is_new,
    false AS follows_sent,
    false AS foreseen
  FROM sim_change
  WHERE (status = 'pre-scheduled' OR sim_is_limit(skip_reason)
      OR coalesce(new_status = 'pre-scheduled', false) OR sim_is_limit(new_skip_reason))
    AND (status IS DISTINCT FROM new_status OR sim_is_limit(skip_reason) AND new_date <> scheduled_send_date)
  UNION ALL
  SELECT
    contact_id, org_id, email_type, campaign_instance_id, metadata, scheduled_send_date, sim_is_limit(skip_reason), false,
    true, kind = 'followup' AND parent_schedule_id IN (SELECT id FROM sent),
    getvariable('sim_foresees') AND scheduled_send_date = ideal_send_date
  FROM sim_new
  WHERE status = 'pre-scheduled' OR sim_is_limit(skip_reason)
),
turning AS (
  SELECT id, email_type, active_end_date = getvariable('today') - 1 AS ends
  FROM (SELECT *, 'campaign_' || campaign_type AS email_type FROM source_campaign_instances)
  WHERE active_start_date = getvariable('today') OR active_end_date = getvariable('today') - 1
),
caused AS (
  SELECT
    contact_id,
    org_id,
    day,
    CASE
      WHEN contact_id IN (SELECT id FROM sim_contact WHERE arrives_on = getvariable('today')) THEN 'new_contact'
      WHEN contact_id IN (FROM sim_reacted) THEN 'engagement'
      WHEN campaign_instance_id IN (SELECT id FROM turning) THEN 'campaign'
      WHEN email_type = 'post_window' AND EXISTS (
        FROM turning WHERE ends AND list_contains((metadata -> '$.stands_for')::VARCHAR[], turning.email_type)
      )
      THEN 'campaign'
      WHEN is_limit THEN 'limit'
      WHEN is_window THEN 'window'
      WHEN follows_sent THEN CASE WHEN NOT foreseen THEN 'followup' END
      WHEN is_new THEN 'occurrence'
    END::sim_cause AS cause
  FROM difference
  WHERE org_id IN (SELECT org_id FROM sim_moved)
)
FROM caused
WHERE cause IS NOT NULL AND day IS NOT NULL

-- name: note_moves
-- Records every move with the first cause that applies. Causes in the contact itself come first, then causes in its
-- organisation, because all emails of an organisation share its caps.
INSERT INTO sim_move
WITH of_contact AS (
  SELECT contact_id, NULL::DATE AS day, 'engagement'::sim_cause AS cause FROM sim_reacted
  UNION ALL
  SELECT contact_id, scheduled_send_date, 'limit' FROM sim_yesterday WHERE sim_is_limit(skip_reason)
  UNION ALL
  SELECT contact_id, scheduled_send_date, 'limit' FROM sim_today WHERE sim_is_limit(skip_reason)
  UNION ALL
  SELECT contact_id, day, 'window' FROM sim_disturbance WHERE cause = 'window'
),
own AS (
  SELECT move, min(cause) AS cause
  FROM sim_moved m
  JOIN of_contact c ON c.contact_id = m.contact_id AND (day IS NULL OR sim_is_near(day, planned_for, moved_to))
  GROUP BY ALL
),
of_org AS (
  SELECT DISTINCT org_id, day, cause FROM sim_disturbance
  UNION ALL
  -- A new cap or threshold changes the plan of all days.
  SELECT t.org_id, NULL, 'new_contact'
  FROM sim_org_day t
  JOIN sim_org_day y ON y.org_id = t.org_id AND y.day = t.day - 1
  WHERE t.day = getvariable('today') AND (t.cap, t.threshold) <> (y.cap, y.threshold)
),
coupled AS (
  SELECT m.*, min(cause) AS cause
  FROM (SELECT DISTINCT org_id, planned_for, moved_to FROM sim_moved) m
  JOIN of_org o ON o.org_id = m.org_id AND (day IS NULL OR sim_is_near(day, planned_for, moved_to))
  GROUP BY ALL
)
SELECT
  getvariable('today'),
  contact_id,
  org_id,
  email_type,
  event_date,
  planned_for,
  moved_to,
  coalesce(own.cause, coupled.cause, 'none')::sim_cause,
  CASE WHEN own.cause IS NOT NULL THEN 'contact' WHEN coupled.cause IS NOT NULL THEN 'organisation' END
FROM sim_moved
LEFT JOIN own USING (move)
LEFT JOIN coupled USING (org_id, planned_for, moved_to)
