-- name: campaign_types
SELECT * EXCLUDE (row_number) FROM source_campaign_types ORDER BY row_number

-- name: campaign_instances
SELECT * EXCLUDE (row_number) FROM source_campaign_instances ORDER BY row_number

-- name: organisations
-- The organisations with settings of their own. Those that only have a name do not concern the rules.
SELECT *
FROM source_organisations
WHERE coalesce(
    time_zone, daily_send_percentage_cap::VARCHAR, daily_cap::VARCHAR, weekdays, holidays, blackout_dates, warm_up
  ) IS NOT NULL
ORDER BY row_number

-- name: organisation_twice
SELECT org_id, row_number, first_row
FROM (
  SELECT org_id, row_number, min(row_number) OVER (PARTITION BY org_id) AS first_row FROM source_organisations
)
WHERE row_number > first_row
ORDER BY row_number
LIMIT 1

-- name: organisation_names
SELECT org_id, name FROM source_organisations WHERE trim(name) <> ''

-- name: reference_tables
-- Small tables made from the core's data: ZIP codes, states, email types, history statuses, instances.
CREATE OR REPLACE TABLE zip_run (first INTEGER, last INTEGER, state UTINYINT, zone UTINYINT);
CREATE OR REPLACE TABLE state_name (name VARCHAR, state UTINYINT);
CREATE OR REPLACE TABLE email_type (name VARCHAR, code SMALLINT);
CREATE OR REPLACE TABLE history_status (name VARCHAR, code UTINYINT);
CREATE OR REPLACE TABLE campaign_instance (id BIGINT, idx INTEGER, type SMALLINT);
CREATE OR REPLACE TABLE reject ({{rejects}});
CREATE OR REPLACE TABLE warning ({{warnings}});
-- Whole days since 1970-01-01. The views of the inputs only have dates in the range that can be read.
CREATE OR REPLACE MACRO day_number(d) AS d - DATE '1970-01-01';

-- name: zip_states
-- The state and the time zone of every five-digit ZIP code that is in use, so that each contact needs only one lookup, by
-- the whole code.
CREATE OR REPLACE VIEW zip_state AS
SELECT lpad(unnest(range(first, last + 1))::VARCHAR, 5, '0') AS zip, state, zone FROM zip_run

-- name: shard
-- The shard of a contact id, computed as in packages/release/src/format.ts. The 32-bit numbers are held in UBIGINTs.
CREATE OR REPLACE MACRO shard_mix_first(h) AS (xor(h, h >> 16) * 2246822507::UBIGINT) % 4294967296::UBIGINT;
CREATE OR REPLACE MACRO shard_mix_middle(h) AS (xor(h, h >> 13) * 3266489909::UBIGINT) % 4294967296::UBIGINT;
CREATE OR REPLACE MACRO shard_mix_last(h) AS xor(h, h >> 16);
CREATE OR REPLACE MACRO shard_mix(h) AS shard_mix_last(shard_mix_middle(shard_mix_first(h)));
CREATE OR REPLACE MACRO shard_low(id) AS (id & 4294967295::BIGINT)::UBIGINT;
CREATE OR REPLACE MACRO shard_high(id) AS ((id >> 32) & 4294967295::BIGINT)::UBIGINT;
CREATE OR REPLACE MACRO contact_shard(id, shards) AS
  (shard_mix(xor(shard_low(id), shard_mix(shard_high(id)))) % shards::UBIGINT)::INTEGER

-- name: orgs
-- The organisations of the input, numbered by ascending id.
CREATE OR REPLACE TABLE org AS
SELECT id, (row_number() OVER (ORDER BY id) - 1)::INTEGER AS idx
FROM (SELECT DISTINCT coalesce(org_id, 1) AS id FROM source_contacts WHERE {{scope}})

-- name: no_orgs
CREATE OR REPLACE TABLE org (id BIGINT, idx INTEGER)

-- name: part_size
SELECT count(*) AS n FROM {{file}} WHERE contact_id >= $from AND contact_id <= $until

-- name: opt_outs
-- What the rows of suppressions opt out of. `types` has the bit of each email type's code. The other two tables have each
-- contact id and each email once.
CREATE OR REPLACE TABLE opt_out AS
SELECT
  row_number, contact_id, contact_id_text, email, unread,
  email_type IS NOT NULL AND code IS NULL AND email_type <> {{any_campaign}} AS unknown_type,
  unread IS NOT NULL OR channel <> 'sms' AND email_type IS NULL AS suppressed,
  unread IS NOT NULL OR channel <> 'email' AS sms,
  CASE
    WHEN unread IS NOT NULL OR channel = 'sms' OR email_type IS NULL THEN 0
    WHEN email_type = {{any_campaign}} THEN {{campaign_bits}}
    WHEN code IS NULL THEN 0
    ELSE 1::BIGINT << code
  END AS types
FROM ({{opt_outs}}) o
LEFT JOIN email_type t ON t.name = o.email_type;
CREATE OR REPLACE TABLE opt_out_of_id AS
SELECT contact_id, bool_or(suppressed) AS suppressed, bool_or(sms) AS sms, bit_or(types) AS types
FROM opt_out WHERE contact_id IS NOT NULL GROUP BY contact_id;
CREATE OR REPLACE TABLE opt_out_of_email AS
SELECT email, bool_or(suppressed) AS suppressed, bool_or(sms) AS sms, bit_or(types) AS types
FROM opt_out WHERE email IS NOT NULL GROUP BY email

-- name: contact_rows
-- Contacts with a readable id, with the columns that the rules read. The codes of the findings are those
-- of parts/findings.ts. The most frequent case is tested first, because it is then the only test for most contacts.
SELECT
  c.id AS contact_id,
  coalesce(c.org_id, 1) AS org_id,
  o.idx AS org,
  coalesce(z.state, 0)::UTINYINT AS state,
  CASE WHEN c.birth_date <= $as_of::DATE THEN day_number(c.birth_date) ELSE {{no_day}} END::INTEGER AS birth_date,
  coalesce(day_number(c.effective_date), {{no_day}})::INTEGER AS effective_date,
  coalesce(z.zone, 0)::UTINYINT AS zone,
  ({{phone}})::UTINYINT AS phone,
  ({{sms_consent}})::UTINYINT AS sms_consent,
  (coalesce(by_id.suppressed, false) OR coalesce(by_email.suppressed, false))::UTINYINT AS suppressed,
  coalesce(by_id.types, 0) | coalesce(by_email.types, 0) AS suppressed_types,
  (coalesce(by_id.sms, false) OR coalesce(by_email.sms, false))::UTINYINT AS sms_suppressed,
  -- The sum of the code of the reject, the codes of the warnings, and 256 times the index of the given state if that
  -- state contradicts the ZIP code.
  (CASE
      WHEN {{email_valid}} THEN CASE
        WHEN strlen(c.zip_code) = 5 AND z.state IS NOT NULL THEN 0
        WHEN {{zip_valid}} THEN CASE WHEN z.state IS NULL THEN 5 ELSE 0 END
        WHEN {{zip_missing}} THEN 3
        ELSE 4
      END
      WHEN {{email_missing}} THEN 1
      ELSE 2
    END
    + CASE WHEN c.org_id_unread THEN 8 ELSE 0 END
    + CASE WHEN s.state IS NOT DISTINCT FROM z.state THEN 0
        WHEN {{state_given}} THEN 16 + 256 * coalesce(s.state, 255)::INTEGER ELSE 0 END
    + CASE WHEN c.birth_date_unread THEN 32 WHEN c.birth_date > $as_of::DATE THEN 64 ELSE 0 END
    + CASE WHEN c.effective_date_unread THEN 128 ELSE 0 END
  )::INTEGER AS findings,
  c.row_number
FROM source_contacts c
JOIN org o ON o.id = coalesce(c.org_id, 1)
LEFT JOIN zip_state z ON z.zip = CASE WHEN strlen(c.zip_code) > 5 THEN left(c.zip_code, 5) ELSE c.zip_code END
LEFT JOIN state_name s ON s.name = upper(trim(c.state, {{blanks}}))
LEFT JOIN opt_out_of_id by_id ON by_id.contact_id = c.id
LEFT JOIN opt_out_of_email by_email ON by_email.email = lower(c.email)
WHERE c.id IS NOT NULL AND {{scope}}

-- name: contacts
SELECT * FROM ({{rows}}) ORDER BY contact_id, row_number

-- name: history_rows
-- History and the earlier plan, by contact. Rows that settle nothing (failed, skipped) are left out. If the campaign
-- type in the row is unknown, the type of the row's campaign instance is used. A sent row without an id counts as
-- processing, because it cannot be the parent of a follow-up.
SELECT
  h.contact_id,
  coalesce(h.id, 0) AS id,
  coalesce(t.code, CASE WHEN starts_with(h.email_type, 'campaign_') THEN i.type END, CASE WHEN starts_with(h.email_type, 'followup_') THEN {{unknown_followup}}
    ELSE {{unknown_type}} END)::SMALLINT AS type,
  CASE WHEN h.id IS NULL AND s.code IN ({{parent_statuses}}) THEN {{processing}}
    ELSE coalesce(s.code, 255) END::UTINYINT AS status,
  coalesce(
    day_number(coalesce(CASE WHEN s.code = {{earlier_plan}} THEN NULL ELSE h.actual_send_date END, h.scheduled_send_date)),
    {{no_day}}
  )::INTEGER AS sent_on,
  coalesce(day_number(h.event_date), {{no_day}})::INTEGER AS event,
  (h.campaign_instance_id IS NOT NULL)::UTINYINT AS has_instance,
  coalesce(h.campaign_instance_id, 0) AS instance_id,
  CASE WHEN starts_with(h.email_type, 'campaign_') THEN coalesce(i.idx, -1) ELSE -1 END AS instance,
  (h.parent_schedule_id IS NOT NULL)::UTINYINT AS has_parent,
  coalesce(h.parent_schedule_id, 0) AS parent_id,
  h.row_number
FROM source_email_schedules h
LEFT JOIN email_type t ON t.name = h.email_type
LEFT JOIN history_status s ON s.name = h.status
LEFT JOIN campaign_instance i ON i.id = h.campaign_instance_id
WHERE h.contact_id IS NOT NULL AND {{scope}} AND (s.code IS NOT NULL OR h.status IS NULL OR h.status NOT IN ('failed', 'skipped'))

-- name: history
SELECT * EXCLUDE (row_number) FROM ({{rows}}) ORDER BY contact_id, id, row_number

-- name: enrolment_rows
SELECT
  e.contact_id,
  -- −1 if there is no such instance, −2 if its id cannot be read.
  CASE WHEN e.campaign_instance_id IS NULL THEN -2 ELSE coalesce(i.idx, -1) END AS instance,
  coalesce(e.campaign_instance_id, 0) AS instance_id,
  coalesce(day_number(e.trigger_date), {{no_day}})::INTEGER AS trigger_day,
  e.trigger_date_unread::UTINYINT AS unreadable_trigger,
  -- 1 if the enrolment takes part, 0 if not, 2 if its status is unknown.
  CASE WHEN coalesce(e.status, 'pending') IN ('pending', 'scheduled') THEN 1 WHEN e.status IN ({{known_statuses}}) THEN 0
    ELSE 2 END::UTINYINT AS takes_part,
  e.row_number
FROM source_contact_campaigns e
LEFT JOIN campaign_instance i ON i.id = e.campaign_instance_id
WHERE e.contact_id IS NOT NULL AND {{scope}}

-- name: enrolments
SELECT * EXCLUDE (row_number) FROM ({{rows}}) ORDER BY contact_id, instance, trigger_day, row_number

-- name: engagement_rows
-- Clicks and answers. Those before the lookback period are too early for any parent.
SELECT contact_id, day_number(clicked_on) AS clicked_on, NULL::INTEGER AS answered_on, false AS has_conditions
FROM source_tracking_clicks
WHERE contact_id IS NOT NULL AND {{scope}} AND clicked_on >= $since::DATE
UNION ALL
SELECT contact_id, NULL, day_number(created_on),
  CASE WHEN metadata IS NULL OR NOT json_valid(metadata) THEN false
    ELSE coalesce(json_extract_string(metadata, '$.has_medical_conditions') = 'true', false)
      OR coalesce(TRY_CAST(json_extract_string(metadata, '$.main_questions_yes_count') AS DOUBLE) > 0, false)
  END
FROM source_contact_events
WHERE contact_id IS NOT NULL AND {{scope}} AND event_type = 'eligibility_answered' AND created_on >= $since::DATE

-- name: engagement
-- The last day of each kind of engagement, by contact.
SELECT
  contact_id,
  coalesce(max(clicked_on), {{no_day}})::INTEGER AS clicked_on,
  coalesce(max(answered_on), {{no_day}})::INTEGER AS answered_on,
  coalesce(max(CASE WHEN has_conditions THEN answered_on END), {{no_day}})::INTEGER AS answered_yes_on
FROM ({{rows}})
GROUP BY contact_id
ORDER BY contact_id

-- name: write_staged
COPY ({{in_order}})
TO {{file}} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE {{row_group}})

-- name: split
-- The rows of a staged table by bucket. Each bucket has a row of no block, so that it has a file of every table.
COPY (
  SELECT *, block % {{most}} AS bucket
  FROM (SELECT *, contact_shard(contact_id, {{blocks}}) AS block FROM ({{rows}}))
  UNION ALL BY NAME
  SELECT -1 AS block, unnest(range({{buckets}}))::INTEGER AS bucket
) TO {{directory}} (
  FORMAT parquet, PARQUET_VERSION v2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1,
  PARTITION_BY (bucket), FILENAME_PATTERN {{name}}, OVERWRITE_OR_IGNORE true
)

-- name: rows_of_block
SELECT * EXCLUDE (block) FROM {{files}} WHERE block = {{block}}

-- name: part_bounds
-- The highest contact id of each row group of the staged contacts, in order. Each is the last id of a part.
SELECT stats_max_value::BIGINT AS last_id, row_group_num_rows::BIGINT AS contacts
FROM parquet_metadata({{file}})
WHERE path_in_schema = 'contact_id'
ORDER BY row_group_id

-- name: input_warnings
-- Warnings about rows of the other tables that can be found without reading the contacts.
INSERT INTO warning
SELECT contact_id_text, 'unknown_contact', 'email_schedules: contact_id is not an id'
FROM source_email_schedules WHERE contact_id IS NULL
UNION ALL
SELECT contact_id_text, 'unknown_contact', 'contact_campaigns: contact_id is not an id'
FROM source_contact_campaigns WHERE contact_id IS NULL
UNION ALL
SELECT contact_id::VARCHAR, 'invalid_metadata', 'contact_events: metadata is not JSON; counted as no conditions'
FROM source_contact_events
WHERE event_type = 'eligibility_answered' AND metadata IS NOT NULL AND NOT json_valid(metadata)
UNION ALL
-- A history row with an unreadable value settles less than it should, so an email may be sent a second time.
SELECT
  h.contact_id::VARCHAR,
  h.unread.warning,
  'email_schedules ' || coalesce(h.id, 0) || ': ' || h.unread.detail || '; counted as absent'
FROM (
  SELECT contact_id, id, unnest(list_filter([
    CASE WHEN event_date_unread THEN {'warning': 'invalid_date', 'detail': 'event_date is ' || {{no_date}}} END,
    CASE WHEN actual_send_datetime_unread THEN {'warning': 'invalid_date', 'detail': 'actual_send_datetime is ' || {{no_time}}} END,
    CASE WHEN campaign_instance_id_unread THEN {'warning': 'invalid_id', 'detail': 'campaign_instance_id is not an id'} END,
    CASE WHEN parent_schedule_id_unread THEN {'warning': 'invalid_id', 'detail': 'parent_schedule_id is not an id'} END
  ], lambda unread: unread IS NOT NULL)) AS unread
  FROM source_email_schedules
  WHERE (event_date_unread OR actual_send_datetime_unread OR campaign_instance_id_unread OR parent_schedule_id_unread)
    AND contact_id IS NOT NULL AND status IN ({{history_statuses}})
) h

-- name: opt_out_warnings
INSERT INTO warning
SELECT contact_id_text, 'invalid_id', 'suppressions: contact_id is not an id; it opts nobody out'
FROM source_suppressions
WHERE contact_id_unread
UNION ALL
SELECT contact_id_text, 'invalid_opt_out', 'suppressions, row ' || row_number || ': ' || unread
FROM opt_out WHERE unread IS NOT NULL
UNION ALL
SELECT contact_id_text, 'unknown_opt_out', 'suppressions, row ' || row_number || ': ' || {{unknown_type}}
FROM opt_out WHERE unread IS NULL AND unknown_type

-- name: metadata_without_parent
-- The metadata without the parent's id, with which the metadata of a follow-up begins.
CASE WHEN parent_schedule_id IS NULL THEN metadata
  ELSE substr(metadata, length('{"parent_schedule_id":' || parent_schedule_id) + 1) END

-- name: invalid_ids
INSERT INTO reject
SELECT
  id_text,
  row_number,
  'invalid_id',
  CASE
    WHEN id_text IS NULL OR regexp_full_match(id_text, {{blank_pattern}}) THEN 'no id'
    WHEN regexp_full_match(id_text, {{id_pattern}}) THEN 'id: beyond 64 bits'
    ELSE 'id: not a whole number'
  END
FROM source_contacts
WHERE id IS NULL

-- name: ids_as_given
-- If the input does not store ids as integers, rejects show them as they were written (+7, 007, 7.0).
UPDATE reject SET contact_id = c.id_text
FROM source_contacts c
WHERE c.row_number = reject.row_number
