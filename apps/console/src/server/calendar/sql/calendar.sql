-- name: contacts_view
CREATE OR REPLACE TEMP VIEW run_contacts AS
SELECT contact_id, org_id, state FROM {{contacts}}

-- name: first_contacts_view
-- The first row of a contact is the one that the run took. Later rows with its id are rejects.
CREATE OR REPLACE TEMP VIEW run_contacts AS
SELECT contact_id, arg_min(org_id, row_number) AS org_id, arg_min(state, row_number) AS state
FROM {{contacts}}
GROUP BY contact_id

-- name: part_range
-- The contacts of a file of schedules.
SELECT min(contact_id) AS first, max(contact_id) AS last FROM {{file}}

-- name: write_cells
-- Counts the emails of one file of schedules. Days are numbers of days from 1970. Kind 0 is planned emails; the other kinds are
-- the reasons of skipped ones.
-- Row groups are in the order of organisations and days, so that a query reads only those it needs.
COPY (
  SELECT $part::USMALLINT AS part, org_id, kind, type, state, moved, (day - DATE '1970-01-01')::INTEGER AS day,
    (ideal - DATE '1970-01-01')::INTEGER AS ideal, count(*)::INTEGER AS emails
  FROM (
    SELECT org_id, coalesce(list_position({{reasons}}, skip_reason), 0)::UTINYINT AS kind,
      (list_position({{types}}, email_type) - 1)::UTINYINT AS type, state,
      coalesce(list_position({{moves}}, moved_by), 0)::UTINYINT AS moved, scheduled_send_date AS day, ideal_send_date AS ideal
    FROM {{file}} s
    JOIN (SELECT contact_id, state FROM run_contacts WHERE contact_id BETWEEN $first::BIGINT AND $last::BIGINT) c
      USING (contact_id)
  )
  GROUP BY ALL
  ORDER BY org_id, day
) TO {{target}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 32768)

-- name: counted
SELECT coalesce(sum(emails), 0)::BIGINT AS emails FROM {{cells}}

-- name: cells
-- The cells of several organisations together. Planned emails are counted again by their ideal day, as the last kind.
SELECT kind, type, state, day, sum(emails)::INTEGER AS emails
FROM (
  SELECT org_id, kind, type, state, day, emails FROM {{cells}}
  UNION ALL
  SELECT org_id, $ideal::UTINYINT, type, state, ideal, emails FROM {{cells}} WHERE kind = 0
)
WHERE {{is_seen}}
GROUP BY ALL
ORDER BY kind, type, state, day

-- name: cells_of_organisations
-- The same without days, and each organisation by itself.
SELECT org_id, kind, type, state, 0 AS day, sum(emails)::INTEGER AS emails
FROM {{cells}}
WHERE {{is_seen}}
GROUP BY ALL
ORDER BY org_id, kind, type, state

-- name: day_cells
-- What goes, moves and is skipped on a day. An email that moved is in the list of the day to which it goes, and in that of its
-- ideal day.
CREATE OR REPLACE TEMP TABLE day_cell AS
SELECT CASE
    WHEN kind > 0 THEN 'skipped'
    WHEN day <> $day::INTEGER THEN 'moved_away'
    WHEN ideal <> $day::INTEGER THEN 'moved_here'
    ELSE 'stays'
  END AS list,
  part, ({{types}})[type + 1] AS email_type, ({{codes}})[state + 1] AS state,
  CASE WHEN kind > 0 THEN ({{reasons}})[kind] END AS skip_reason, CASE WHEN moved > 0 THEN ({{moves}})[moved] END AS moved_by,
  strftime(DATE '1970-01-01' + CASE list WHEN 'moved_here' THEN ideal WHEN 'moved_away' THEN day END, '%Y-%m-%d') AS other_day,
  sum(emails)::INTEGER AS emails
FROM {{cells}}
WHERE (day = $day::INTEGER OR ideal = $day::INTEGER AND kind = 0) AND ({{is_seen}}) AND ({{is_type}}) AND ({{is_state}})
GROUP BY ALL

-- name: goes
SELECT email_type, state, sum(emails)::INTEGER AS emails
FROM day_cell
WHERE list IN ('stays', 'moved_here')
GROUP BY ALL
ORDER BY emails DESC, email_type, state

-- name: moved
SELECT other_day AS day, moved_by, sum(emails)::INTEGER AS emails
FROM day_cell
WHERE list = $list
GROUP BY ALL
ORDER BY day, moved_by

-- name: skipped
SELECT skip_reason, email_type, sum(emails)::INTEGER AS emails
FROM day_cell
WHERE list = 'skipped'
GROUP BY ALL
ORDER BY emails DESC, skip_reason, email_type

-- name: listed_parts
-- How many emails of a list are in each file of schedules.
SELECT part, sum(emails)::INTEGER AS emails
FROM day_cell
WHERE CASE $list WHEN 'goes' THEN list IN ('stays', 'moved_here') ELSE list = $list END
  AND ($other_day::VARCHAR IS NULL OR other_day = $other_day)
  AND ($moved_by::VARCHAR IS NULL OR moved_by = $moved_by)
  AND ($skip_reason::VARCHAR IS NULL OR skip_reason = $skip_reason)
GROUP BY ALL
ORDER BY part

-- name: listed
-- Emails of a list of a day, from one file of schedules.
SELECT contact_id::VARCHAR AS contact_id, org_id::VARCHAR AS org_id, ({{codes}})[state + 1] AS state, email_type,
  campaign_instance_id::VARCHAR AS campaign_instance_id, strftime(ideal_send_date, '%Y-%m-%d') AS ideal_send_date,
  strftime(scheduled_send_date, '%Y-%m-%d') AS scheduled_send_date, skip_reason, moved_by
FROM {{file}} s
JOIN (SELECT contact_id, state FROM run_contacts WHERE contact_id BETWEEN $first::BIGINT AND $last::BIGINT) c
  USING (contact_id)
WHERE CASE $list
    WHEN 'skipped' THEN scheduled_send_date = $day::DATE AND skip_reason IS NOT NULL
    WHEN 'goes' THEN scheduled_send_date = $day::DATE AND skip_reason IS NULL
    WHEN 'moved_here' THEN scheduled_send_date = $day::DATE AND skip_reason IS NULL AND ideal_send_date <> $day::DATE
    ELSE ideal_send_date = $day::DATE AND skip_reason IS NULL AND scheduled_send_date <> $day::DATE
  END
  AND ($other_day::DATE IS NULL OR $other_day::DATE = CASE $list WHEN 'moved_here' THEN ideal_send_date ELSE scheduled_send_date END)
  AND ($moved_by::VARCHAR IS NULL OR moved_by = $moved_by)
  AND ($skip_reason::VARCHAR IS NULL OR skip_reason = $skip_reason)
  AND ({{is_seen}}) AND ({{is_named_type}}) AND ({{is_state}})
ORDER BY s.contact_id, s.scheduled_send_date, email_type, s.campaign_instance_id
LIMIT $limit::INTEGER OFFSET $offset::INTEGER

-- name: findings
-- All rejects or warnings of a run.
CREATE OR REPLACE TEMP VIEW finding AS
SELECT contact_id, {{row_number}} AS row_number, {{reason}} AS reason, detail
FROM {{table}}

-- name: findings_seen
-- The rejects or warnings of the contacts of some organisations.
CREATE OR REPLACE TEMP VIEW finding AS
SELECT contact_id, {{row_number}} AS row_number, {{reason}} AS reason, detail
FROM {{table}}
WHERE try_cast(contact_id AS BIGINT) IN (
  SELECT contact_id FROM run_contacts
  WHERE contact_id IN (SELECT try_cast(contact_id AS BIGINT) FROM {{table}}) AND ({{is_seen}})
)

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
  )::INTEGER AS limited_b,
  count(*) OVER ()::INTEGER AS in_all
FROM email a
JOIN email b USING (contact_id)
WHERE a.id < b.id
GROUP BY ALL
ORDER BY lost_by_a + lost_by_b DESC, contacts DESC, a, b
LIMIT $limit::INTEGER
