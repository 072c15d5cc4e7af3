-- name: read_csv
read_csv({{file}}, hive_partitioning = false, union_by_name = false, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')

-- name: wanted
-- A condition: the contact has not opted out of the email.
contact_id NOT IN (SELECT contact_id FROM ({{opt_outs}}) WHERE email_type IS NULL)
AND id NOT IN (
  SELECT e.id
  FROM email_schedules e
  JOIN (SELECT * FROM ({{opt_outs}}) WHERE email_type IS NOT NULL) o ON o.contact_id = e.contact_id AND {{stops}}
  WHERE e.status = 'pre-scheduled'
)

-- name: due
-- The store keeps times in UTC without a zone. The output has the zone, so that other programs
-- read the times correctly. If a contact has opted out of text messages since the plan was made, no text goes.
SELECT id, contact_id, org_id, email_type, scheduled_send_date, scheduled_send_time, timezone('UTC', send_at) AS send_at, status, priority,
  campaign_instance_id, email_template, sms_template, event_date, parent_schedule_id, metadata, claimed_by, timezone('UTC', claimed_at) AS claimed_at,
  time_zone, CASE WHEN NOT {{texts_stopped}} THEN timezone('UTC', sms_send_at) END AS sms_send_at,
  CASE WHEN sms_send_at IS NOT NULL AND {{texts_stopped}} THEN 'sms_suppressed' ELSE sms_skip_reason END AS sms_skip_reason
FROM email_schedules
WHERE {{rows}}
ORDER BY priority, id
{{limit}}

-- name: with_contact
-- Adds the addresses and names of the contacts to the emails. They are personal data.
SELECT due.*, email, first_name, last_name, phone_number
FROM ({{rows}}) due
LEFT JOIN contacts ON contacts.id = due.contact_id
ORDER BY due.priority, due.id

-- name: claim_limit
AND id IN (SELECT id FROM emails WHERE {{rows}} ORDER BY priority, id LIMIT {{limit}})

-- name: claim
-- If not all emails are claimed, those with the best priority are claimed first.
UPDATE emails SET status = 'processing', claimed_by = $sender, claimed_at = $now::TIMESTAMP, changed_in = $revision
WHERE {{rows}} {{limited}}

-- name: marks
-- The emails to mark, by id. Of several rows with the same id, the first counts. A time without a zone is Central time.
CREATE OR REPLACE TEMP TABLE marking AS
SELECT id_text, try_cast(id_text AS BIGINT) AS id, at_text,
  CASE
    WHEN regexp_matches(at_text, '(Z|[+-]\d\d(:?\d\d)?)$') THEN try_cast(at_text AS TIMESTAMPTZ)
    WHEN regexp_matches(at_text, '[T ]') THEN timezone('America/Chicago', try_cast(at_text AS TIMESTAMP))
  END AS sent_at,
  failure
FROM (
  SELECT id::VARCHAR AS id_text, trim("at"::VARCHAR) AS at_text, failure::VARCHAR AS failure, row_number() OVER () AS row_number
  FROM ({{rows}})
)
QUALIFY row_number() OVER (PARTITION BY coalesce(id, -row_number), id IS NULL ORDER BY row_number) = 1

-- name: judge
-- The outcome for each email: `mark`, `unchanged`, or what is wrong with it. Marking an email a second time changes
-- nothing, even if it is done much later.
CREATE OR REPLACE TEMP TABLE marked AS
SELECT m.*, CASE
  WHEN m.id IS NULL THEN 'is not an id'
  WHEN e.id IS NULL THEN 'is not in the store'
  WHEN m.at_text IS NOT NULL AND m.sent_at IS NULL THEN 'has a time that cannot be read'
  WHEN m.sent_at < e.scheduled_send_date - INTERVAL 30 DAY
    OR m.sent_at > greatest(e.scheduled_send_date + INTERVAL 1 DAY, $now::TIMESTAMP) + INTERVAL 1 DAY
    THEN 'has a time that is far from its day'
  WHEN e.status = $status OR ($status = 'sent' AND e.status = 'delivered') THEN 'unchanged'
  WHEN e.status IN ({{from}}) THEN 'mark'
  ELSE 'is ' || e.status || ', which cannot become ' || $status
END AS outcome
FROM marking m
LEFT JOIN email_schedules e ON e.id = m.id

-- name: mark
UPDATE emails e SET
  status = $status,
  actual_send_datetime = CASE WHEN $status = 'sent' THEN coalesce(m.sent_at, timezone('UTC', $now::TIMESTAMP))
    ELSE e.actual_send_datetime END,
  failure = CASE WHEN $status = 'failed' THEN m.failure ELSE e.failure END,
  changed_in = $revision
FROM marked m
WHERE m.id = e.id AND m.outcome = 'mark'

-- name: write_csv
COPY ({{query}}) TO {{file}} (FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%gZ', USE_TMP_FILE false)

-- name: write_parquet
COPY ({{query}}) TO {{file}} (FORMAT parquet, USE_TMP_FILE false)
