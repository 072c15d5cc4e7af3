-- name: side
-- The rows of one run for a chunk of contacts. `family` and `occurrence` say what an email is about, independently of
-- its day. A follow-up is about its parent, independently of its type. `ordinal` distinguishes follow-ups of different
-- parents with the same id, which a history with repeated ids can have.
CREATE OR REPLACE TEMP TABLE {{side}}_row AS
WITH chunk AS (
  FROM {{side}}_schedules
  WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
)
SELECT *, email_type AS family, coalesce(event_date, ideal_send_date) AS occurrence, 1 AS ordinal
FROM chunk
WHERE NOT is_followup(email_type)
UNION ALL
SELECT *, 'followup', NULL,
  row_number() OVER (PARTITION BY contact_id, parent_schedule_id ORDER BY ideal_send_date, scheduled_send_date, email_type)
FROM chunk
WHERE is_followup(email_type)

-- name: total
INSERT INTO diff_total
SELECT 'a', email_type, count(*) FROM a_row GROUP BY ALL
UNION ALL
SELECT 'b', email_type, count(*) FROM b_row GROUP BY ALL

-- name: pair
-- Rows that only one run has, and rows that differ. `fields` lists the names of the columns that differ.
CREATE OR REPLACE TEMP TABLE diff_pair AS
SELECT
  coalesce(a.contact_id, b.contact_id) AS contact_id,
  coalesce(a.family, b.family) AS family,
  coalesce(a.campaign_instance_id, b.campaign_instance_id) AS campaign_instance_id,
  CASE
    WHEN b.contact_id IS NULL THEN 'removed'
    WHEN a.contact_id IS NULL THEN 'added'
    WHEN a.status = 'pre-scheduled' AND b.status = 'pre-scheduled' AND a.scheduled_send_date <> b.scheduled_send_date
      THEN 'moved'
    ELSE 'changed'
  END AS kind,
  list_filter([{{changed_fields}}], lambda field: field IS NOT NULL) AS fields,
  a,
  b
FROM a_row a
FULL JOIN b_row b
  ON a.contact_id = b.contact_id AND a.family = b.family AND a.ordinal = b.ordinal
  AND a.campaign_instance_id IS NOT DISTINCT FROM b.campaign_instance_id
  AND a.occurrence IS NOT DISTINCT FROM b.occurrence
  AND a.parent_schedule_id IS NOT DISTINCT FROM b.parent_schedule_id
WHERE {{differs}}

-- name: context
-- Adds the facts from which the cause of a difference is found: which runs have the contact, rejected it or have the
-- campaign instance, and the event date of the other run's row of the same family that has no counterpart either.
CREATE OR REPLACE TEMP VIEW diff_context AS
SELECT
  p.*,
  p.contact_id IN (SELECT contact_id FROM a_row) AS contact_in_a,
  p.contact_id IN (SELECT contact_id FROM b_row) AS contact_in_b,
  coalesce(r.in_a, false) AS rejected_in_a,
  coalesce(r.in_b, false) AS rejected_in_b,
  coalesce(i.in_a, false) AS instance_in_a,
  coalesce(i.in_b, false) AS instance_in_b,
  CASE WHEN p.kind = 'removed' THEN o.added_event WHEN p.kind = 'added' THEN o.removed_event END AS other_event
FROM diff_pair p
LEFT JOIN diff_reject r ON r.contact_id = p.contact_id
LEFT JOIN diff_instance i ON i.id = p.campaign_instance_id
LEFT JOIN (
  SELECT contact_id, family, campaign_instance_id,
    max(a.event_date) FILTER (kind = 'removed') AS removed_event,
    min(b.event_date) FILTER (kind = 'added') AS added_event
  FROM diff_pair
  WHERE kind IN ('added', 'removed')
  GROUP BY ALL
) o ON o.contact_id = p.contact_id AND o.family = p.family
  AND o.campaign_instance_id IS NOT DISTINCT FROM p.campaign_instance_id

-- name: found
-- The cause of each difference. If the runs differ only in the software, or in nothing, no other cause is possible.
CREATE OR REPLACE TEMP TABLE diff_found AS
SELECT
  *,
  coalesce(b.email_type, a.email_type) AS email_type,
  CASE
    WHEN getvariable('fallback') IN ('software', 'unexplained') THEN getvariable('fallback')
    WHEN kind = 'removed' THEN {{removed}}
    WHEN kind = 'added' THEN {{added}}
    WHEN kind = 'moved' THEN {{moved}}
    ELSE {{changed}}
  END AS cause
FROM diff_context

-- name: tally
INSERT INTO diff_tally
SELECT kind, cause, email_type, count(*),
  count(*) FILTER (kind = 'moved' AND b.scheduled_send_date < a.scheduled_send_date),
  count(*) FILTER (kind = 'moved' AND b.scheduled_send_date > a.scheduled_send_date),
  coalesce(sum(abs(b.scheduled_send_date - a.scheduled_send_date)) FILTER (kind = 'moved'), 0)
FROM diff_found
GROUP BY ALL

-- name: state
-- The contacts with differences and their emails by state. A chunk has all rows of its contacts, so the numbers of
-- contacts add up.
INSERT INTO diff_state
SELECT c.state, count(DISTINCT contact_id),
  count(*) FILTER (was_sent AND NOT is_sent),
  count(*) FILTER (NOT was_sent AND is_sent),
  count(*) FILTER (kind = 'moved'),
  count(*) FILTER (was_sent = is_sent AND kind <> 'moved')
FROM (
  SELECT contact_id, kind, coalesce(a.status = 'pre-scheduled', false) AS was_sent,
    coalesce(b.status = 'pre-scheduled', false) AS is_sent
  FROM diff_found
)
JOIN (
  FROM diff_contact WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
) c USING (contact_id)
GROUP BY ALL

-- name: example
-- The first differences of each kind and cause, ordered by contact. To save time, only the rows of the contacts with
-- the lowest ids are sorted.
INSERT INTO diff_example
SELECT kind, cause, contact_id, email_type, campaign_instance_id,
  coalesce(b.parent_schedule_id, a.parent_schedule_id), coalesce(b.event_date, a.event_date), to_json(fields),
  CASE WHEN kind <> 'added' THEN to_json(struct_pack({{example_a}})) END,
  CASE WHEN kind <> 'removed' THEN to_json(struct_pack({{example_b}})) END
FROM diff_found
JOIN (
  SELECT kind, cause, list_max(min(contact_id, $limit::BIGINT)) AS last_id
  FROM diff_found
  GROUP BY ALL
) USING (kind, cause)
WHERE contact_id <= last_id
QUALIFY row_number() OVER (
  PARTITION BY kind, cause ORDER BY contact_id, email_type, campaign_instance_id, a, b
) <= $limit::BIGINT
