-- name: table_due_kind
-- The combinations of values that many rows of the run share. Each combination has a number.
CREATE TABLE publish_due_kind AS
SELECT (row_number() OVER (ORDER BY {{shared}}) - 1)::INTEGER AS kind, *
FROM (SELECT DISTINCT hash({{shared}}) AS kind_hash, {{shared}} FROM {{files}})

-- name: table_due_org
-- The organisations of the run. Each organisation has a number.
CREATE TABLE publish_due_org AS
SELECT (row_number() OVER (ORDER BY org_id) - 1)::INTEGER AS org, org_id
FROM (SELECT DISTINCT org_id FROM {{files}})

-- name: table_due
-- The rows of the run in the order in which they are written. Long values are replaced by numbers, because narrow keys
-- sort several times faster.
CREATE TABLE publish_due AS
SELECT
  org,
  scheduled_send_date AS day,
  contact_id,
  kind,
  (epoch(send_at) - epoch(scheduled_send_date::TIMESTAMP))::INTEGER AS send_second,
  event_date,
  ideal_send_date,
  parent_schedule_id,
  metadata,
  time_zone,
  (epoch(sms_send_at) - epoch(scheduled_send_date::TIMESTAMP))::INTEGER AS sms_second,
  sms_skip_reason
FROM (
  SELECT
    contact_id, org_id, scheduled_send_date, send_at, event_date, ideal_send_date, parent_schedule_id, metadata, time_zone,
    sms_send_at, sms_skip_reason,
    hash({{shared}}) AS kind_hash
  FROM {{files}}
)
JOIN (SELECT kind, kind_hash FROM publish_due_kind) USING (kind_hash)
JOIN publish_due_org USING (org_id)
ORDER BY org, day, contact_id, kind, (hash(ideal_send_date, event_date, parent_schedule_id) >> 33)::INTEGER

-- name: write_due
-- DuckDB returns the rows of a table in the order in which they were inserted. Parquet v2 stores differences of
-- numbers, which takes a third less space.
COPY (SELECT * FROM publish_due WHERE rowid BETWEEN {{first}} AND {{last}})
TO {{file}} (FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V2, ROW_GROUP_SIZE {{group_rows}})

-- name: due_kinds
SELECT {{shared}} FROM publish_due_kind ORDER BY kind

-- name: due_groups
SELECT org, strftime(day, '%Y-%m-%d') AS day, contact_id
FROM publish_due
WHERE rowid % {{group_rows}} = 0
ORDER BY rowid

-- name: macros
{{shard}};
-- How a release has the columns of a snapshot, by kind of column (core/tables/column.ts).
CREATE OR REPLACE MACRO publish_day(day) AS CASE WHEN day <> {{no_day}} THEN DATE '1970-01-01' + day::INTEGER END;
CREATE OR REPLACE MACRO publish_flag(flag) AS flag = 1;
CREATE OR REPLACE MACRO publish_state(state) AS {{states}}[state + 1];
CREATE OR REPLACE MACRO publish_zone(zone) AS {{zones}}[zone + 1];
CREATE OR REPLACE MACRO publish_id(id, given) AS CASE WHEN given = 1 THEN id END

-- name: parity_table
-- Every decision of a run as one line, by shard. The values are in the order of the columns of a schedule row.
CREATE TABLE parity_line AS
SELECT contact_shard(contact_id, {{shards}}) AS shard, contact_id,
  concat_ws(chr(31), {{values}}) AS line
FROM {{files}}
ORDER BY shard

-- name: parity_shard
SELECT c.contact_id, any_value(c.org_id) AS org_id, coalesce(string_agg(line, chr(29) ORDER BY line), '') AS lines
FROM (SELECT * FROM publish_contact WHERE shard = $shard) c
LEFT JOIN (SELECT * FROM parity_line WHERE shard = $shard) l USING (contact_id)
GROUP BY c.contact_id

-- name: table_contacts
-- The contacts that can be scheduled, by shard. Of several rows with the same id, only the first counts, and only if it
-- is not rejected. A column that the snapshot does not have, because an earlier version made it, is null.
CREATE TABLE publish_contact AS
SELECT contact_shard(contact_id, {{shards}}) AS shard, * EXCLUDE (org, findings, previous_id)
FROM (
  SELECT *, lag(contact_id) OVER (ORDER BY contact_id, row_number) AS previous_id
  FROM (SELECT {{columns}} WHERE false UNION ALL BY NAME FROM {{file}})
)
WHERE previous_id IS DISTINCT FROM contact_id AND findings & {{reject_bits}} = 0
ORDER BY shard, contact_id

-- name: count_rows
SELECT
  (SELECT count(*) FROM {{contacts}}) + (SELECT count(*) FROM {{enrolments}})
    + (SELECT count(*) FROM {{history}}) AS n

-- name: table_side
-- A staged table other than contacts, by shard. `position` keeps the order of the rows.
CREATE TABLE publish_{{table}} AS
SELECT contact_shard(contact_id, {{shards}}) AS shard, file_row_number AS position, *
FROM {{file}}
WHERE {{kept}}
ORDER BY shard

-- name: table_batch
-- All data about the contacts of some shards that the rules read, one fact per row. The snapshot contains no email
-- address, name or phone number. The year of birth is replaced by a fixed year unless a rule of the contact's state
-- depends on age.
CREATE OR REPLACE TEMP TABLE publish_batch AS
SELECT * FROM (
  SELECT * REPLACE (
    CASE WHEN birth_date IS NULL OR state IN ({{states_with_ages}}) THEN birth_date
      ELSE make_date({{birthday_year}}, month(birth_date), day(birth_date)) END AS birth_date
  )
  FROM (
    SELECT shard, contact_id, 'contact' AS fact, 0 AS position, {{contact_columns}}
    FROM (SELECT * FROM publish_contact WHERE shard BETWEEN $first AND $last)
    LEFT JOIN (SELECT * EXCLUDE (shard, position) FROM publish_engagement WHERE shard BETWEEN $first AND $last)
      USING (contact_id)
  )
  UNION ALL BY NAME
  SELECT shard, contact_id, 'enrolment' AS fact, position, {{enrolment_columns}}
  FROM publish_enrolments
  WHERE shard BETWEEN $first AND $last
    AND contact_id IN (SELECT contact_id FROM publish_contact WHERE shard BETWEEN $first AND $last)
  UNION ALL BY NAME
  SELECT shard, contact_id, 'history' AS fact, position, {{history_columns}}
  FROM publish_history
  WHERE shard BETWEEN $first AND $last
    AND contact_id IN (SELECT contact_id FROM publish_contact WHERE shard BETWEEN $first AND $last)
)
ORDER BY shard

-- name: write_shard
-- The row groups are small, because a reader decodes only the row group of its contact.
COPY (
  SELECT * EXCLUDE (shard, position) FROM publish_batch WHERE shard = {{shard}} ORDER BY contact_id, fact, position
) TO {{file}} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 2048)

-- name: table_email_key
-- The keys with which emails are hashed, as the two blocks of HMAC. A temporary table is not written to the file of the
-- database.
CREATE TEMP TABLE publish_email_key (org_id BIGINT, inner_block BLOB, outer_block BLOB)

-- name: count_email_hashes
SELECT count(*) AS n FROM publish_contact JOIN publish_email_key USING (org_id)

-- name: table_email_hash
-- HMAC-SHA256 of the emails, by shard. An accepted email is ASCII and has no blanks around it.
CREATE TABLE publish_email_hash AS
SELECT (((high >> 32) * {{shards}}::UBIGINT) >> 32)::INTEGER AS shard, high, low, org_id, contact_id
FROM (
  SELECT ('0x' || hmac[1:16])::UBIGINT AS high, ('0x' || hmac[17:32])::UBIGINT AS low, org_id, contact_id
  FROM (
    SELECT
      org_id, contact_id,
      sha256(outer_block || unhex(sha256(inner_block || encode(lower(email))))) AS hmac
    FROM publish_contact
    JOIN publish_email_key USING (org_id)
    JOIN (SELECT id AS contact_id, row_number, email FROM source_contacts) USING (contact_id, row_number)
  )
)
ORDER BY shard

-- name: email_hash_orgs
SELECT org_id, count(*) AS n FROM publish_email_hash GROUP BY org_id ORDER BY org_id

-- name: write_email_hashes
-- Of the contacts with the same email, only the first are kept.
COPY (
  SELECT high, low, org_id, contact_id FROM publish_email_hash WHERE shard = {{shard}}
  QUALIFY row_number() OVER (PARTITION BY high, low ORDER BY contact_id) <= {{most}}
  ORDER BY high, low, contact_id
) TO {{file}} (FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V2)
