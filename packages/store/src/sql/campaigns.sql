-- name: changes
SELECT id, strftime(changed_at, '%Y-%m-%dT%H:%M:%SZ') AS changed_at, author, campaign_type, campaign_instance_id, field, old_value,
  new_value, requires_rescheduling, rescheduled_by, undone_by
FROM campaign_change_log
WHERE $instance::BIGINT IS NULL OR campaign_instance_id = $instance::BIGINT
ORDER BY id

-- name: log_change
INSERT INTO campaign_change_log
SELECT coalesce(max(id), 0) + 1, $now::TIMESTAMP, $author, $campaign_type, $campaign_instance_id::BIGINT, $field, $old_value,
  $new_value, $requires_rescheduling, NULL, NULL
FROM campaign_change_log

-- name: judge_enrolment
-- The rows of a list of contacts to enrol, each with its outcome: `take`, `unchanged`, or the
-- reason why it is rejected.
CREATE OR REPLACE TEMP TABLE enrol_list AS
WITH given AS (
  SELECT row_number, contact_id, coalesce(trigger_date, $trigger_date::DATE) AS trigger_date,
    coalesce(lower(nullif(trim(status), '')), $status) AS status, nullif(trim(metadata), '') AS metadata,
    trigger_date IS NULL AND trim(coalesce(trigger_date_text, '')) <> '' AS unreadable
  FROM source_contact_campaigns
), judged AS (
  SELECT *, CASE
    WHEN contact_id IS NULL THEN 'invalid_contact_id'
    WHEN contact_id NOT IN (SELECT id FROM contacts WHERE {{covered}}) THEN 'unknown_contact'
    WHEN unreadable THEN 'invalid_trigger_date'
    WHEN trigger_date IS NULL AND $start::DATE IS NULL THEN 'missing_trigger_date'
    WHEN status NOT IN ({{statuses}}) THEN 'unknown_status'
    WHEN metadata IS NOT NULL AND json_type(try_cast(metadata AS JSON)) IS DISTINCT FROM 'OBJECT' THEN 'invalid_metadata'
  END AS reason
  FROM given
), enrolled AS (
  SELECT contact_id, count(*) AS times, any_value(trigger_date) AS trigger_date,
    coalesce(any_value(status), 'pending') AS status, any_value(metadata) AS metadata
  FROM contact_campaigns
  WHERE campaign_instance_id = $instance::BIGINT
  GROUP BY contact_id
)
SELECT j.row_number, j.contact_id, j.trigger_date, j.status, j.metadata, CASE
  WHEN j.reason IS NOT NULL THEN j.reason
  -- Of several rows for one contact, the first valid row is taken.
  WHEN row_number() OVER (PARTITION BY j.contact_id, j.reason IS NULL ORDER BY j.row_number) > 1 THEN 'duplicate'
  WHEN e.times = 1 AND e.trigger_date IS NOT DISTINCT FROM j.trigger_date AND e.status = j.status
    AND e.metadata IS NOT DISTINCT FROM j.metadata THEN 'unchanged'
  ELSE 'take'
END AS outcome
FROM judged j
LEFT JOIN enrolled e ON e.contact_id = j.contact_id

-- name: judge_withdrawal
-- The rows of a list of contacts to withdraw, each with its outcome: `take`, `unchanged`, or the reason why it is
-- rejected. Only the contact ids of the list are read.
CREATE OR REPLACE TEMP TABLE enrol_list AS
WITH enrolled AS (
  SELECT contact_id, bool_and(status IS NOT DISTINCT FROM 'cancelled') AS withdrawn
  FROM contact_campaigns
  WHERE campaign_instance_id = $instance::BIGINT
  GROUP BY contact_id
)
SELECT l.row_number, l.contact_id, NULL::DATE AS trigger_date, 'cancelled' AS status, NULL::VARCHAR AS metadata, CASE
  WHEN l.contact_id IS NULL THEN 'invalid_contact_id'
  WHEN (e.contact_id IS NULL OR $limited::BOOLEAN) AND l.contact_id NOT IN (SELECT id FROM contacts WHERE {{covered}})
    THEN 'unknown_contact'
  WHEN e.contact_id IS NULL AND NOT $targets_all::BOOLEAN THEN 'not_enrolled'
  WHEN row_number() OVER (PARTITION BY l.contact_id ORDER BY l.row_number) > 1 THEN 'duplicate'
  WHEN e.withdrawn THEN 'unchanged'
  ELSE 'take'
END AS outcome
FROM source_contact_campaigns l
LEFT JOIN enrolled e ON e.contact_id = l.contact_id

-- name: remove_enrolled
DELETE FROM contact_campaigns
WHERE campaign_instance_id = $instance::BIGINT AND contact_id IN (SELECT contact_id FROM enrol_list WHERE outcome = 'take')

-- name: enrol
INSERT INTO contact_campaigns
SELECT contact_id, $instance::BIGINT, trigger_date, status, metadata FROM enrol_list WHERE outcome = 'take'

-- name: withdraw
UPDATE contact_campaigns SET status = 'cancelled'
WHERE campaign_instance_id = $instance::BIGINT AND contact_id IN (SELECT contact_id FROM enrol_list WHERE outcome = 'take')

-- name: withdraw_others
-- Adds cancelled enrolments for contacts without an enrolment. A campaign that targets all contacts leaves out those
-- with a cancelled enrolment.
INSERT INTO contact_campaigns
SELECT contact_id, $instance::BIGINT, NULL, status, NULL
FROM enrol_list
WHERE outcome = 'take'
  AND contact_id NOT IN (SELECT contact_id FROM contact_campaigns WHERE campaign_instance_id = $instance::BIGINT)

-- name: enrolments
-- The enrolments of every instance: how many take part, how many do not, and a digest that changes with any of them.
SELECT campaign_instance_id AS id,
  count(*) FILTER (coalesce(status, 'pending') IN ('pending', 'scheduled'))::INTEGER AS enrolled,
  count(*)::INTEGER - enrolled AS others,
  sum(hash(c)::HUGEINT)::VARCHAR AS digest
FROM contact_campaigns c
GROUP BY ALL
ORDER BY id

-- name: list
-- All instances as they are stored, with the numbers of their enrolments and emails. Contacts who are targeted without
-- an enrolment of their own are not counted as enrolled.
WITH enrolment AS (
  SELECT campaign_instance_id AS id, count(*) FILTER (coalesce(status, 'pending') IN ('pending', 'scheduled')) AS enrolled
  FROM contact_campaigns
  GROUP BY ALL
), email AS (
  SELECT campaign_instance_id AS id,
    count(*) FILTER (status IN ('scheduled', 'processing', 'sent', 'delivered')) AS sent,
    count(*) FILTER (status = 'pre-scheduled') AS planned
  FROM email_schedules
  WHERE campaign_instance_id IS NOT NULL AND starts_with(email_type, 'campaign_')
  GROUP BY ALL
)
SELECT i.id, i.campaign_type, i.instance_name, i.active_start_date::VARCHAR AS active_start_date,
  i.active_end_date::VARCHAR AS active_end_date, i.org_id, i.email_template, i.sms_template, i.metadata,
  coalesce(e.enrolled, 0)::INTEGER AS enrolled, coalesce(m.sent, 0)::INTEGER AS sent,
  coalesce(m.planned, 0)::INTEGER AS planned,
  (SELECT count(*)::INTEGER FROM campaign_change_log c
    WHERE c.requires_rescheduling AND c.rescheduled_by IS NULL AND c.undone_by IS NULL
      AND (c.campaign_instance_id = i.id OR c.campaign_instance_id IS NULL AND c.campaign_type = i.campaign_type)) AS unplanned_changes
FROM campaign_instances i
LEFT JOIN enrolment e ON e.id = i.id
LEFT JOIN email m ON m.id = i.id
ORDER BY i.id

-- name: next_instance
-- An id for a new instance. It is greater than all ids of instances, including the ids of former instances in history
-- and in the change log, and no enrolment has it. Otherwise the emails and enrolments of a former instance would belong
-- to the new one. The change log also has entries about enrolments in instances that never existed. These entries have
-- no campaign type.
WITH last AS (
  SELECT coalesce(max(id), 0) AS id
  FROM (
    SELECT max(id) AS id FROM campaign_instances
    UNION ALL SELECT max(campaign_instance_id) FROM email_schedules
    UNION ALL SELECT max(campaign_instance_id) FROM campaign_change_log WHERE campaign_type IS NOT NULL
  )
)
SELECT min(id) AS id
FROM (
  SELECT id + 1 AS id FROM last
  UNION ALL
  SELECT campaign_instance_id + 1 FROM contact_campaigns, last WHERE campaign_instance_id > last.id
)
WHERE id NOT IN (SELECT campaign_instance_id FROM contact_campaigns)

-- name: put_type
INSERT OR REPLACE INTO campaign_types (
  name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts, priority, active, any_day,
  holdout_percentage
)
SELECT $name, $respect_exclusion_windows::BOOLEAN, $enable_followups::BOOLEAN, $days_before_event::INTEGER,
  $target_all_contacts::BOOLEAN, $priority::INTEGER, $active::BOOLEAN, $any_day::BOOLEAN,
  $holdout_percentage::DOUBLE

-- name: put_instance
INSERT OR REPLACE INTO campaign_instances
SELECT $id::BIGINT, $campaign_type, $instance_name, $email_template, $sms_template, $active_start_date::DATE, $active_end_date::DATE,
  $metadata, $org_id::BIGINT, $holdout_percentage::DOUBLE

-- name: count_as_sent
-- Marks the emails planned for days before the day of the preview as sent, because they will be sent by then.
UPDATE emails SET status = 'sent'
WHERE status = 'pre-scheduled' AND scheduled_send_date >= $today::DATE AND scheduled_send_date < $as_of::DATE

-- name: preview_settled
SELECT count(DISTINCT contact_id)::INTEGER AS contacts
FROM email_schedules
WHERE campaign_instance_id = $instance::BIGINT AND starts_with(email_type, 'campaign_')
  AND status IN ('scheduled', 'processing', 'sent', 'delivered')

-- name: end_instance
UPDATE campaign_instances SET active_end_date = $last::DATE WHERE id = $instance::BIGINT

-- name: preview_days
SELECT strftime(scheduled_send_date, '%Y-%m-%d') AS date, org_id, count(*)::INTEGER AS emails
FROM {{files}}
WHERE campaign_instance_id = $instance::BIGINT AND starts_with(email_type, 'campaign_') AND status = 'pre-scheduled'
GROUP BY ALL
ORDER BY date, org_id

-- name: preview_states
SELECT c.state_code::INTEGER AS state, r.status, r.skip_reason, count(*)::INTEGER AS emails
FROM {{files}} r
JOIN (SELECT contact_id, any_value(state) AS state_code FROM {{contacts}} GROUP BY contact_id) c USING (contact_id)
WHERE r.campaign_instance_id = $instance::BIGINT AND starts_with(r.email_type, 'campaign_')
GROUP BY ALL
ORDER BY emails DESC, state, r.status, r.skip_reason

-- name: types
SELECT name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts, priority, active, any_day,
  holdout_percentage
FROM campaign_types
ORDER BY name

-- name: instances
SELECT id, campaign_type, instance_name, email_template, sms_template, active_start_date::VARCHAR AS active_start_date,
  active_end_date::VARCHAR AS active_end_date, metadata, org_id, holdout_percentage
FROM campaign_instances
ORDER BY id

-- name: begin_wanted
-- The emails that instances which no run has planned would send, by contact and ideal day.
CREATE OR REPLACE TEMP TABLE wanted (id BIGINT, contact_id BIGINT, day DATE)

-- name: want
INSERT INTO wanted
SELECT DISTINCT $instance::BIGINT, e.contact_id, coalesce(e.trigger_date, $start::DATE) - $days_before::INTEGER
FROM contact_campaigns e
JOIN contacts c ON c.id = e.contact_id
WHERE e.campaign_instance_id = $instance::BIGINT AND coalesce(e.status, 'pending') IN ('pending', 'scheduled')
  AND coalesce(e.trigger_date, $start::DATE) IS NOT NULL AND ({{is_seen}})
UNION ALL
SELECT $instance::BIGINT, c.id, $start::DATE - $days_before::INTEGER
FROM contacts c
WHERE $targets_all::BOOLEAN AND $start::DATE IS NOT NULL AND ($org::BIGINT IS NULL OR coalesce(c.org_id, 1) = $org::BIGINT)
  AND c.id NOT IN (SELECT contact_id FROM contact_campaigns WHERE campaign_instance_id = $instance::BIGINT)
  AND ({{is_seen}})

-- name: wanted_days
SELECT id, strftime(day, '%Y-%m-%d') AS date, count(DISTINCT contact_id)::INTEGER AS contacts
FROM wanted
GROUP BY ALL
ORDER BY id, date

-- name: wanted_contacts
SELECT id, count(DISTINCT contact_id)::INTEGER AS contacts FROM wanted GROUP BY ALL

-- name: overlaps
-- The contacts whom an instance without a plan shares with each other instance: with the plan of a planned one, and with
-- the ideal days of another without a plan. Two instances without a plan are compared once.
WITH email AS (
  SELECT campaign_instance_id AS id, contact_id, scheduled_send_date AS day
  FROM email_schedules
  WHERE status = 'pre-scheduled' AND campaign_instance_id IS NOT NULL AND starts_with(email_type, 'campaign_')
    AND campaign_instance_id NOT IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, contact_id, day FROM wanted
)
SELECT w.id AS draft, e.id AS other, count(DISTINCT w.contact_id)::INTEGER AS contacts,
  count(DISTINCT w.contact_id) FILTER (w.day = e.day)::INTEGER AS same_day, count(*) OVER ()::INTEGER AS in_all
FROM wanted w
JOIN email e USING (contact_id)
WHERE e.id <> w.id AND (w.id < e.id OR e.id NOT IN (SELECT id FROM wanted))
GROUP BY ALL
ORDER BY contacts DESC, draft, other
LIMIT $limit::INTEGER
