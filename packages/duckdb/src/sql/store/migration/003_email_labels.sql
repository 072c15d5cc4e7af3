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
