-- name: contacts_view
-- The first row of a contact is the one that the run took. Later rows with its id are rejects.
CREATE OR REPLACE TEMP VIEW run_contacts AS
SELECT contact_id, org_id, state, row_number FROM {{contacts}}

-- name: begin_cells
CREATE OR REPLACE TEMP TABLE cell (org_id BIGINT, kind UTINYINT, type UTINYINT, state UTINYINT, day INTEGER, emails INTEGER)

-- name: part_range
-- The contacts of a file of schedules.
SELECT min(contact_id) AS first, max(contact_id) AS last FROM {{file}}

-- name: add_cells
-- Counts the emails of one file of schedules. Planned emails have kind 0, and are counted again by their ideal day as the
-- last kind. The other kinds are the reasons of skipped emails.
INSERT INTO cell
WITH place AS (
  SELECT contact_id, arg_min(state, row_number) AS state
  FROM run_contacts
  WHERE contact_id BETWEEN $first::BIGINT AND $last::BIGINT
  GROUP BY contact_id
), counted AS (
  SELECT s.org_id, s.email_type, s.skip_reason, s.scheduled_send_date AS day, s.ideal_send_date AS ideal,
    p.state, count(*) AS emails
  FROM {{file}} s
  JOIN place p USING (contact_id)
  GROUP BY ALL
), measured AS (
  SELECT org_id, email_type, coalesce(list_position({{reasons}}, skip_reason), 0) AS kind, state, day, emails
  FROM counted
  UNION ALL
  SELECT org_id, email_type, len({{reasons}}) + 1 AS kind, state, ideal AS day, emails
  FROM counted
  WHERE skip_reason IS NULL
)
SELECT org_id, kind::UTINYINT, (list_position({{types}}, email_type) - 1)::UTINYINT AS type, state,
  day - DATE '1970-01-01', sum(emails)::INTEGER
FROM measured
GROUP BY ALL

-- name: counted
SELECT coalesce(sum(emails), 0)::BIGINT AS emails FROM cell WHERE kind <= len({{reasons}})

-- name: keep_cells
COPY (
  SELECT org_id, kind, type, state, day, sum(emails)::INTEGER AS emails
  FROM cell
  GROUP BY ALL
  ORDER BY org_id, kind, type, state, day
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)

-- name: end_cells
DROP TABLE cell

-- name: cells
-- The cells of several organisations together.
SELECT kind, type, state, day, sum(emails)::INTEGER AS emails
FROM {{cells}}
WHERE {{is_seen}}
GROUP BY ALL
ORDER BY kind, type, state, day

-- name: cells_of_organisations
-- The same without days, and each organisation by itself.
SELECT org_id, kind, type, state, 0 AS day, sum(emails)::INTEGER AS emails
FROM {{cells}}
WHERE {{is_seen}} AND kind < $ideal::INTEGER
GROUP BY ALL
ORDER BY org_id, kind, type, state

-- name: chosen_emails
-- The emails that a day consists of, as one of its lists. The state is looked up for these emails only.
CREATE OR REPLACE TEMP TABLE chosen AS
WITH email AS (
  SELECT contact_id, org_id, email_type, campaign_instance_id, ideal_send_date, scheduled_send_date, skip_reason, moved_by
  FROM run_schedules
  WHERE (scheduled_send_date = $day::DATE OR ideal_send_date = $day::DATE AND skip_reason IS NULL)
    AND ({{is_seen}})
    AND ($types = '' OR list_contains(string_split($types, ','), email_type))
), place AS (
  SELECT contact_id, arg_min(state, row_number) AS state
  FROM run_contacts
  WHERE contact_id IN (SELECT contact_id FROM email)
  GROUP BY contact_id
)
SELECT e.*, ({{codes}})[p.state + 1] AS state, CASE
  WHEN skip_reason IS NOT NULL THEN 'skipped'
  WHEN scheduled_send_date <> $day::DATE THEN 'moved_away'
  WHEN ideal_send_date <> $day::DATE THEN 'moved_here'
  ELSE 'stays'
END AS list
FROM email e
JOIN place p USING (contact_id)
WHERE $states = '' OR list_contains(string_split($states, ','), ({{codes}})[p.state + 1])

-- name: goes
SELECT email_type, state, count(*)::INTEGER AS emails
FROM chosen
WHERE list IN ('stays', 'moved_here')
GROUP BY ALL
ORDER BY emails DESC, email_type, state

-- name: moved_here
SELECT strftime(ideal_send_date, '%Y-%m-%d') AS day, moved_by, count(*)::INTEGER AS emails
FROM chosen
WHERE list = 'moved_here'
GROUP BY ALL
ORDER BY day, moved_by

-- name: moved_away
SELECT strftime(scheduled_send_date, '%Y-%m-%d') AS day, moved_by, count(*)::INTEGER AS emails
FROM chosen
WHERE list = 'moved_away'
GROUP BY ALL
ORDER BY day, moved_by

-- name: skipped
SELECT skip_reason, email_type, count(*)::INTEGER AS emails
FROM chosen
WHERE list = 'skipped'
GROUP BY ALL
ORDER BY emails DESC, skip_reason, email_type

-- name: listed
SELECT contact_id::VARCHAR AS contact_id, org_id::VARCHAR AS org_id, state, email_type,
  campaign_instance_id::VARCHAR AS campaign_instance_id, strftime(ideal_send_date, '%Y-%m-%d') AS ideal_send_date,
  strftime(scheduled_send_date, '%Y-%m-%d') AS scheduled_send_date, skip_reason, moved_by,
  (count(*) OVER ())::INTEGER AS total
FROM chosen c
WHERE CASE $list WHEN 'goes' THEN list IN ('stays', 'moved_here') ELSE list = $list END
  AND ($other_day::DATE IS NULL OR $other_day::DATE = CASE $list WHEN 'moved_here' THEN ideal_send_date ELSE scheduled_send_date END)
  AND ($moved_by::VARCHAR IS NULL OR moved_by = $moved_by)
  AND ($skip_reason::VARCHAR IS NULL OR skip_reason = $skip_reason)
ORDER BY c.contact_id, scheduled_send_date, email_type, campaign_instance_id
LIMIT $page_size::INTEGER OFFSET $page_size::INTEGER * $page::INTEGER

-- name: findings
-- The rejects or warnings of the contacts of these organisations.
CREATE OR REPLACE TEMP VIEW finding AS
SELECT contact_id, {{row_number}} AS row_number, {{reason}} AS reason, detail
FROM {{table}}
WHERE ({{is_whole}}) OR try_cast(contact_id AS BIGINT) IN (SELECT contact_id FROM run_contacts WHERE {{is_seen}})

-- name: tally_findings
SELECT reason, count(*)::INTEGER AS rows FROM finding GROUP BY ALL ORDER BY rows DESC, reason

-- name: listed_findings
SELECT contact_id, row_number::VARCHAR AS row_number, reason, detail, (count(*) OVER ())::INTEGER AS total
FROM finding
WHERE reason = $reason
ORDER BY try_cast(contact_id AS BIGINT), contact_id, row_number, detail
LIMIT $page_size::INTEGER OFFSET $page_size::INTEGER * $page::INTEGER

-- name: campaign_emails
CREATE OR REPLACE TEMP TABLE campaign_email AS
SELECT contact_id, campaign_instance_id AS id, scheduled_send_date AS day, ideal_send_date AS ideal, skip_reason
FROM run_schedules
WHERE campaign_instance_id IS NOT NULL AND starts_with(email_type, 'campaign_') AND ({{is_seen}})

-- name: campaign_totals
SELECT id, count(*) FILTER (skip_reason IS NULL)::INTEGER AS emails, count(*) FILTER (skip_reason IS NOT NULL)::INTEGER AS skipped
FROM campaign_email
GROUP BY ALL

-- name: campaign_days
SELECT id, strftime(day, '%Y-%m-%d') AS date, count(*)::INTEGER AS emails
FROM campaign_email
WHERE skip_reason IS NULL
GROUP BY ALL
ORDER BY id, date

-- name: campaign_pairs
-- Emails that a campaign would send but for other emails of the contact. An email lost to a conflict is lost to the one
-- that stays of all campaign emails of that day. An email lost to the frequency limit is counted with each campaign that
-- sends the contact an email within the period.
WITH email AS (
  SELECT rowid AS row, *
  FROM campaign_email
  WHERE skip_reason IS NULL OR skip_reason IN ('campaign_conflict', 'frequency_limit')
)
SELECT a.id AS a, b.id AS b,
  count(DISTINCT a.contact_id)::INTEGER AS contacts,
  count(DISTINCT a.contact_id) FILTER (a.ideal = b.ideal)::INTEGER AS same_ideal_day,
  count(DISTINCT a.row) FILTER (
    a.day = b.day AND a.skip_reason = 'campaign_conflict' AND b.skip_reason IS DISTINCT FROM 'campaign_conflict'
  )::INTEGER AS lost_by_a,
  count(DISTINCT b.row) FILTER (
    a.day = b.day AND b.skip_reason = 'campaign_conflict' AND a.skip_reason IS DISTINCT FROM 'campaign_conflict'
  )::INTEGER AS lost_by_b,
  count(DISTINCT a.row) FILTER (
    a.skip_reason = 'frequency_limit' AND b.skip_reason IS NULL AND abs(a.day - b.day) < $period::INTEGER
  )::INTEGER AS limited_a,
  count(DISTINCT b.row) FILTER (
    b.skip_reason = 'frequency_limit' AND a.skip_reason IS NULL AND abs(a.day - b.day) < $period::INTEGER
  )::INTEGER AS limited_b
FROM email a
JOIN email b USING (contact_id)
WHERE a.id < b.id
GROUP BY ALL
ORDER BY lost_by_a + lost_by_b DESC, contacts DESC, a, b
LIMIT $limit::INTEGER
