-- name: 001_schema
-- The organisation's state. Tables named like input tables have their columns, and what the store adds. Large tables have no
-- keys: an index would cost more than the rows; the transactions that write them keep them unique.
CREATE TABLE contacts (
  id BIGINT NOT NULL, org_id BIGINT, email VARCHAR, zip_code VARCHAR, state VARCHAR, birth_date DATE, effective_date DATE,
  phone_number VARCHAR, first_name VARCHAR, last_name VARCHAR
);
CREATE TABLE campaign_types (
  name VARCHAR PRIMARY KEY, respect_exclusion_windows BOOLEAN, enable_followups BOOLEAN, days_before_event INTEGER,
  target_all_contacts BOOLEAN, priority INTEGER, active BOOLEAN
);
CREATE TABLE campaign_instances (
  id BIGINT PRIMARY KEY, campaign_type VARCHAR NOT NULL, instance_name VARCHAR, email_template VARCHAR, sms_template VARCHAR,
  active_start_date DATE, active_end_date DATE, metadata VARCHAR, org_id BIGINT
);
CREATE TABLE contact_campaigns (
  contact_id BIGINT NOT NULL, campaign_instance_id BIGINT NOT NULL, trigger_date DATE, status VARCHAR, metadata VARCHAR
);
-- Every change of a campaign type, an instance or enrolments: who changed what from what to what.
CREATE TABLE campaign_change_log (
  id BIGINT NOT NULL, changed_at TIMESTAMP NOT NULL, author VARCHAR NOT NULL, campaign_type VARCHAR, campaign_instance_id BIGINT,
  field VARCHAR NOT NULL, old_value VARCHAR, new_value VARCHAR, requires_rescheduling BOOLEAN NOT NULL,
  -- The run that has taken the change into account.
  rescheduled_by VARCHAR
);
-- Sent emails, emails on their way, and the plan. `changed_in` is the revision of the store that wrote the row last.
CREATE TABLE email_schedules (
  id BIGINT NOT NULL, contact_id BIGINT NOT NULL, org_id BIGINT, email_type VARCHAR NOT NULL, scheduled_send_date DATE,
  scheduled_send_time VARCHAR, send_at TIMESTAMP, status VARCHAR NOT NULL, skip_reason VARCHAR, priority INTEGER,
  campaign_instance_id BIGINT, email_template VARCHAR, sms_template VARCHAR, event_date DATE, ideal_send_date DATE,
  moved_by VARCHAR, parent_schedule_id BIGINT, metadata VARCHAR, scheduler_run_id VARCHAR, actual_send_datetime TIMESTAMPTZ,
  claimed_by VARCHAR, claimed_at TIMESTAMP, failure VARCHAR, changed_in BIGINT NOT NULL
);
CREATE TABLE tracking_clicks (contact_id BIGINT NOT NULL, clicked_at TIMESTAMPTZ NOT NULL, schedule_id BIGINT);
CREATE TABLE contact_events (
  contact_id BIGINT NOT NULL, event_type VARCHAR NOT NULL, metadata VARCHAR, created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE suppressions (contact_id BIGINT, email VARCHAR, reason VARCHAR, since DATE);
-- A configuration is in force from valid_from until valid_to (null: until further notice) in its environment.
CREATE TABLE config_versions (
  version INTEGER PRIMARY KEY, environment VARCHAR NOT NULL, config VARCHAR NOT NULL, hash VARCHAR NOT NULL,
  author VARCHAR NOT NULL, reason VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, valid_from TIMESTAMP, valid_to TIMESTAMP
);
-- Runs on the store: begun, committed, failed or abandoned.
CREATE TABLE runs (
  run_id VARCHAR PRIMARY KEY, as_of DATE NOT NULL, status VARCHAR NOT NULL, output VARCHAR NOT NULL,
  config_version INTEGER, config_hash VARCHAR NOT NULL, software VARCHAR NOT NULL, snapshot_revision BIGINT NOT NULL,
  -- The last row of campaign_change_log that the run knows of.
  last_change_id BIGINT NOT NULL,
  begun_at TIMESTAMP NOT NULL, ended_at TIMESTAMP, contacts BIGINT, rejects BIGINT, rows BIGINT, pre_scheduled BIGINT,
  skipped BIGINT, inserted BIGINT, left_out BIGINT, seconds DOUBLE, schedules_checksum VARCHAR, failure VARCHAR
);
CREATE TABLE scheduler_checkpoints (
  run_id VARCHAR NOT NULL, step VARCHAR NOT NULL, files VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE backup_history (
  file VARCHAR PRIMARY KEY, taken_at TIMESTAMP NOT NULL, reason VARCHAR NOT NULL, bytes BIGINT NOT NULL, sha256 VARCHAR NOT NULL,
  revision BIGINT NOT NULL, verified BOOLEAN NOT NULL, keep_until TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- Who did what when; each entry holds the hash of the one before it.
CREATE TABLE audit_trail (
  seq BIGINT PRIMARY KEY, happened_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL, action VARCHAR NOT NULL, subject VARCHAR NOT NULL,
  details VARCHAR NOT NULL, previous_hash VARCHAR NOT NULL, hash VARCHAR NOT NULL
);
-- `last_schedule_id` is the highest id that any row of email_schedules was given by a run: ids are never given again.
CREATE TABLE store_state (revision BIGINT NOT NULL, last_schedule_id BIGINT NOT NULL);
INSERT INTO store_state VALUES (0, 0);

-- name: 002_undone_changes
-- The backup whose restore has undone a change of a campaign.
ALTER TABLE campaign_change_log ADD COLUMN undone_by VARCHAR;
-- Input tables that a run took from files instead of from the store. Without a default: DuckDB cannot evaluate one when it reads
-- its log again.
ALTER TABLE runs ADD COLUMN tables_of_files VARCHAR[];
UPDATE runs SET tables_of_files = []

-- name: 003_email_labels
-- Texts that many emails share stand once, under a number: the rows of a plan are written in two thirds of the time.
CREATE TABLE email_labels (
  label INTEGER PRIMARY KEY, email_type VARCHAR NOT NULL, scheduled_send_time VARCHAR, skip_reason VARCHAR,
  email_template VARCHAR, sms_template VARCHAR, moved_by VARCHAR, scheduler_run_id VARCHAR
);
CREATE TABLE emails (
  id BIGINT NOT NULL, contact_id BIGINT NOT NULL, org_id BIGINT, scheduled_send_date DATE, send_at TIMESTAMP,
  status ENUM('pre-scheduled', 'skipped', 'scheduled', 'processing', 'sent', 'delivered', 'failed') NOT NULL,
  label INTEGER NOT NULL, priority INTEGER, campaign_instance_id BIGINT, event_date DATE, ideal_send_date DATE,
  parent_schedule_id BIGINT, metadata VARCHAR, actual_send_datetime TIMESTAMPTZ, claimed_by VARCHAR, claimed_at TIMESTAMP,
  failure VARCHAR, changed_in BIGINT NOT NULL
);
INSERT INTO email_labels
SELECT row_number() OVER (), *
FROM (
  SELECT DISTINCT email_type, scheduled_send_time, skip_reason, email_template, sms_template, moved_by, scheduler_run_id
  FROM email_schedules
);
INSERT INTO emails BY NAME
SELECT
  e.* EXCLUDE (email_type, scheduled_send_time, skip_reason, email_template, sms_template, moved_by, scheduler_run_id),
  l.label
FROM email_schedules e
JOIN email_labels l
  ON l.email_type = e.email_type
  AND l.scheduled_send_time IS NOT DISTINCT FROM e.scheduled_send_time
  AND l.skip_reason IS NOT DISTINCT FROM e.skip_reason
  AND l.email_template IS NOT DISTINCT FROM e.email_template
  AND l.sms_template IS NOT DISTINCT FROM e.sms_template
  AND l.moved_by IS NOT DISTINCT FROM e.moved_by
  AND l.scheduler_run_id IS NOT DISTINCT FROM e.scheduler_run_id;
DROP TABLE email_schedules;
CREATE VIEW email_schedules AS
SELECT
  e.id, e.contact_id, e.org_id, l.email_type, e.scheduled_send_date, l.scheduled_send_time, e.send_at, e.status,
  l.skip_reason, e.priority, e.campaign_instance_id, l.email_template, l.sms_template, e.event_date, e.ideal_send_date,
  l.moved_by, e.parent_schedule_id, e.metadata, l.scheduler_run_id, e.actual_send_datetime, e.claimed_by, e.claimed_at,
  e.failure, e.changed_in
FROM emails e
JOIN email_labels l USING (label)

-- name: 004_unread_values
-- Values that an import could not read. They count as absent, and every run that reads their rows warns of them. Rows are named
-- by their id, those of contact_campaigns by their instance and contact.
CREATE TABLE unread_values (
  table_name VARCHAR NOT NULL, row_id BIGINT NOT NULL, contact_id BIGINT NOT NULL, column_name VARCHAR NOT NULL
)

-- name: 005_any_day
-- Whether the emails of a campaign type also go on days that are no sending days.
ALTER TABLE campaign_types ADD COLUMN any_day BOOLEAN

-- name: 006_organisations
-- Settings of organisations, which go before those of the configuration. Null leaves the configuration's.
CREATE TABLE organisations (
  org_id BIGINT PRIMARY KEY, name VARCHAR, time_zone VARCHAR, daily_send_percentage_cap DOUBLE, daily_cap INTEGER,
  weekdays VARCHAR, holidays VARCHAR, blackout_dates VARCHAR, warm_up VARCHAR
);
-- What each organisation had when. The last version of an organisation is its row in `organisations`, or is `removed`.
CREATE TABLE organisation_versions (
  version INTEGER PRIMARY KEY, org_id BIGINT NOT NULL, name VARCHAR, time_zone VARCHAR, daily_send_percentage_cap DOUBLE,
  daily_cap INTEGER, weekdays VARCHAR, holidays VARCHAR, blackout_dates VARCHAR, warm_up VARCHAR, removed BOOLEAN NOT NULL,
  author VARCHAR NOT NULL, reason VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL
)

-- name: 007_opt_outs_by_type
-- What people have opted out of: a channel and an email type.
ALTER TABLE suppressions ADD COLUMN channel VARCHAR;
ALTER TABLE suppressions ADD COLUMN email_type VARCHAR

-- name: 008_holdouts
-- The share of the contacts of a campaign who get no email of it, in percent.
ALTER TABLE campaign_types ADD COLUMN holdout_percentage DOUBLE;
ALTER TABLE campaign_instances ADD COLUMN holdout_percentage DOUBLE

-- name: 009_texts
-- Consent to text messages, the zone of the send time, and when the text message of an email goes.
ALTER TABLE contacts ADD COLUMN sms_consent BOOLEAN;
DROP VIEW email_schedules;
ALTER TABLE emails ADD COLUMN time_zone VARCHAR;
ALTER TABLE emails ADD COLUMN sms_send_at TIMESTAMP;
ALTER TABLE emails ADD COLUMN sms_skip_reason VARCHAR;
CREATE VIEW email_schedules AS
SELECT
  e.id, e.contact_id, e.org_id, l.email_type, e.scheduled_send_date, l.scheduled_send_time, e.send_at, e.status,
  l.skip_reason, e.priority, e.campaign_instance_id, l.email_template, l.sms_template, e.event_date, e.ideal_send_date,
  l.moved_by, e.parent_schedule_id, e.metadata, l.scheduler_run_id, e.actual_send_datetime, e.claimed_by, e.claimed_at,
  e.failure, e.changed_in, e.time_zone, e.sms_send_at, e.sms_skip_reason
FROM emails e
JOIN email_labels l USING (label)

-- name: 010_proposals
-- Changes that one person proposes and another approves or rejects. `basis` has the values in their place when the change was
-- proposed, `differences` what the change makes of them.
CREATE TABLE proposals (
  id INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, title VARCHAR NOT NULL, input VARCHAR NOT NULL, basis VARCHAR NOT NULL,
  differences VARCHAR NOT NULL, proposed_by VARCHAR NOT NULL, proposed_at TIMESTAMP NOT NULL, comment VARCHAR NOT NULL,
  status VARCHAR NOT NULL, decided_by VARCHAR, decided_at TIMESTAMP, decision_comment VARCHAR,
  -- When the run of an approved publication was published.
  published_at TIMESTAMP,
  -- The backup whose restore has undone the change.
  undone_by VARCHAR
);
-- Whether changes need the approval of a second person. Null: no.
ALTER TABLE store_state ADD COLUMN approval_required BOOLEAN

-- name: 011_approval_of_publishing
-- Whether publishing needs the approval of a second person. Null: no.
ALTER TABLE store_state ADD COLUMN approval_of_publishing BOOLEAN
