-- name: contacts
-- The staged file is ordered by contact id and row number. DuckDB keeps the order of a scan.
SELECT contact_id, org_id, org, state, birth_date, effective_date, suppressed, findings, row_number
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until

-- name: history
-- The staged file is ordered by contact id and id. DuckDB keeps the order of a scan.
SELECT contact_id, id, type, status, sent_on, event, has_instance, instance_id, instance, has_parent, parent_id
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until

-- name: enrolments
-- The staged file is ordered by contact id, instance and trigger day. DuckDB keeps the order of a scan.
SELECT contact_id, instance, trigger_day, unreadable_trigger, takes_part, instance_id
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until

-- name: engagement
-- The staged file is ordered by contact id. DuckDB keeps the order of a scan.
SELECT contact_id, clicked_on, answered_on, answered_yes_on
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until
