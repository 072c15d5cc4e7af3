-- name: unchanged
-- Rows of the file that the store already has with the same values.
CREATE OR REPLACE TEMP TABLE import_unchanged AS
SELECT DISTINCT s.row_number
FROM {{source}} s
JOIN {{table}} t ON {{same}}
WHERE s.row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})

-- name: last_id
UPDATE store_state SET last_schedule_id = greatest(last_schedule_id, (SELECT coalesce(max(id), 0) FROM emails))

-- name: rows
SELECT {{columns}}
FROM {{source}} s
WHERE row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})
  AND row_number NOT IN (SELECT row_number FROM import_unchanged)
  AND NOT EXISTS (SELECT 1 FROM {{table}} t WHERE {{there}})

-- name: export_table
COPY (SELECT {{columns}} FROM {{table}} {{order}}) TO {{file}} ({{format}})

-- name: reject
CREATE OR REPLACE TEMP TABLE import_reject ("table" VARCHAR, row_number BIGINT, reason VARCHAR)

-- name: warned
-- The number of imported rows that will have no effect.
SELECT count(*) AS n
FROM {{source}} s
WHERE row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}}) AND ({{condition}})

-- name: write_rejects
COPY (SELECT "table", row_number, reason FROM import_reject ORDER BY "table", row_number) TO {{file}} (FORMAT csv, HEADER)

-- name: rejected
SELECT "table", row_number, reason FROM import_reject ORDER BY "table", row_number

-- name: rejects
INSERT INTO import_reject
SELECT {{table}}, row_number, reason
FROM (SELECT row_number, CASE {{cases}} END AS reason FROM {{source}})
WHERE reason IS NOT NULL

-- name: duplicates
-- Rejects all rows with the same key except the first.
INSERT INTO import_reject
SELECT {{table}}, row_number, 'duplicate'
FROM (
  SELECT row_number, min(row_number) OVER (PARTITION BY {{key}}) AS first
  FROM (SELECT * FROM {{source}} ANTI JOIN import_reject r ON r."table" = {{table}} AND r.row_number = {{source}}.row_number)
  WHERE ({{key}}) IN (SELECT ({{key}}) FROM {{source}} GROUP BY {{key}} HAVING count(*) > 1)
)
WHERE row_number > first

-- name: remove_others
DELETE FROM {{table}}
WHERE NOT ({{fixed}}) AND NOT EXISTS (SELECT 1 FROM {{source}} s WHERE {{same}})

-- name: remove_same
-- Removes the rows that will be replaced: the import takes a row with the same key.
DELETE FROM {{table}}
WHERE NOT ({{fixed}}) AND EXISTS (
  SELECT 1 FROM {{source}} s
  WHERE {{same}}
    AND s.row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})
    AND s.row_number NOT IN (SELECT row_number FROM import_unchanged)
)

-- name: unreadable
SELECT {{counts}} FROM {{source}}

-- name: mapped
COPY (SELECT {{columns}} FROM {{source}} ORDER BY row_number) TO {{file}} (FORMAT parquet)

-- name: mapped_date
-- Changes a date in the form of the other system to one like 2026-01-31. Text after the date and
-- other texts stay unchanged.
CASE
  WHEN regexp_full_match({{column}}, {{pattern}})
  THEN regexp_extract({{column}}, {{pattern}}, {{year}}) || '-'
    || lpad(regexp_extract({{column}}, {{pattern}}, {{month}}), 2, '0') || '-'
    || lpad(regexp_extract({{column}}, {{pattern}}, {{day}}), 2, '0') || regexp_extract({{column}}, {{pattern}}, 4)
  ELSE {{column}}
END

-- name: from_ndjson
COPY (SELECT * FROM read_json({{file}}, hive_partitioning = false, format = 'newline_delimited', columns = {{columns}})) TO {{parquet}} (FORMAT parquet)

-- name: enrolments_behind
-- Enrolments in instances that stay behind, unless the store has the instance already.
INSERT INTO import_reject
SELECT 'contact_campaigns', row_number, {{reason}}
FROM source_contact_campaigns
WHERE contact_id IS NOT NULL AND campaign_instance_id IN ({{ids}})
  AND campaign_instance_id NOT IN (SELECT id FROM campaign_instances)

-- name: forget_unread
DELETE FROM unread_values
WHERE table_name = {{name}} AND EXISTS (
  SELECT 1 FROM {{source}} s WHERE s.{{row}} = row_id AND s.{{contact}} = unread_values.contact_id
)

-- name: note_unread
INSERT INTO unread_values
SELECT DISTINCT {{name}}, row_id, contact_id, column_name
FROM (
  SELECT s.{{row}} AS row_id, s.{{contact}} AS contact_id, unnest([{{unread}}]) AS column_name
  FROM {{source}} s
  WHERE row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})
)
WHERE column_name IS NOT NULL AND row_id IS NOT NULL AND contact_id IS NOT NULL
