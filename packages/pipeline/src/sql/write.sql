-- name: create_labels
CREATE OR REPLACE TABLE label (
  label INTEGER, email_type {{email_types}}, email_template {{email_templates}}, sms_template {{sms_templates}},
  metadata VARCHAR, metadata_after_parent VARCHAR, text_hash UBIGINT
);
-- Labels on their way into the table.
CREATE OR REPLACE TABLE label_text (
  label INTEGER, email_type VARCHAR, email_template VARCHAR, sms_template VARCHAR, metadata VARCHAR,
  metadata_after_parent VARCHAR
)

-- name: insert_labels
INSERT INTO label
SELECT label, email_type, email_template, sms_template, metadata, metadata_after_parent, {{text_hash}}
FROM label_text;
TRUNCATE label_text

-- name: schedules
-- The decisions of one part as the columns of `schedules`. Texts with few values are ENUMs, so that DuckDB does not
-- have to find the distinct values again for each part.
SELECT
  r.contact_id,
  r.org_id,
  l.email_type,
  r.scheduled_send_date,
  {{send_time}} AS scheduled_send_time,
  r.send_at,
  r.status,
  r.skip_reason,
  r.priority,
  r.campaign_instance_id,
  l.email_template,
  l.sms_template,
  r.event_date,
  r.ideal_send_date,
  r.moved_by,
  r.parent_schedule_id,
  CASE WHEN l.metadata_after_parent IS NULL THEN l.metadata
    ELSE l.metadata || r.parent_schedule_id::VARCHAR || l.metadata_after_parent END AS metadata,
  {{run_id}} AS scheduler_run_id,
  {{time_zone}} AS time_zone,
  {{sms_send_at}} AS sms_send_at,
  {{sms_skip_reason}} AS sms_skip_reason
FROM decision() r
JOIN label l ON l.label = r.label
-- add_row_hash sums the hashes and returns true for every row.
WHERE add_row_hash({{row_hash}})

-- name: text_hash
-- One hash of the columns that a label holds and the send time. The metadata of a follow-up is hashed without the
-- parent's id, which is a column of its own.
hash({{email_type}}::VARCHAR, {{email_template}}::VARCHAR, {{sms_template}}::VARCHAR, {{send_time}}::VARCHAR, {{metadata}})

-- name: row_hash
-- The hash of one row for the checksum. It covers every column except the run id. The sum of the hashes does not depend
-- on the order of rows or files. The columns that many rows share are hashed once for each label (text_hash). An ENUM
-- is hashed as the position of its value.
hash(contact_id, org_id, scheduled_send_date, send_at, status, skip_reason, priority, campaign_instance_id, event_date,
  ideal_send_date, moved_by, parent_schedule_id, text_hash)

-- name: row_hash_with_texts
-- The hash of one row, with the columns that are null by default. If they are null, it is the hash without them.
xor({{row_hash}}, CASE
  WHEN {{time_zone}} IS NULL AND {{sms_send_at}} IS NULL AND {{sms_skip_reason}} IS NULL THEN 0::UBIGINT
  ELSE hash({{time_zone}}::VARCHAR, {{sms_send_at}}, {{sms_skip_reason}}::VARCHAR) END)

-- name: schedules_file
COPY ({{schedules}}) TO {{file}} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 4096)

-- name: checksum
SELECT count(*) AS row_count, coalesce(sum({{row_hash}}), 0)::HUGEINT AS row_hash
FROM (
  SELECT
    * REPLACE (
      TRY_CAST(status AS {{statuses}}) AS status,
      TRY_CAST(skip_reason AS {{skip_reasons}}) AS skip_reason,
      TRY_CAST(moved_by AS {{moves}}) AS moved_by
    ),
    {{text_hash}} AS text_hash
  FROM {{rows}}
)

-- name: table
COPY (SELECT * FROM {{table}} ORDER BY ALL) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
