-- The same decisions as the columns of `schedules`. Texts of few values are ENUMs: Parquet files hold them as text all the
-- same, but nothing has to find out how many they are.
SELECT
  r.contact_id,
  r.org_id,
  l.email_type,
  DATE '1970-01-01' + r.send_day AS scheduled_send_date,
  {{send_time}} AS scheduled_send_time,
  make_timestamp((r.send_day::BIGINT * 86400 + r.utc_second) * 1000000) AS send_at,
  {{statuses}}[r.status + 1] AS status,
  {{skip_reasons}}[r.reason + 1] AS skip_reason,
  r.priority,
  CASE WHEN r.has_instance = 1 THEN r.instance_id END AS campaign_instance_id,
  l.email_template,
  l.sms_template,
  CASE WHEN r.event_day <> {{no_day}} THEN DATE '1970-01-01' + r.event_day END AS event_date,
  DATE '1970-01-01' + r.ideal_day AS ideal_send_date,
  {{moves}}[r.moved + 1] AS moved_by,
  CASE WHEN r.has_parent = 1 THEN r.parent_id END AS parent_schedule_id,
  CASE WHEN l.metadata_after_parent IS NULL THEN l.metadata
    ELSE l.metadata || r.parent_id::VARCHAR || l.metadata_after_parent END AS metadata,
  {{run_id}} AS scheduler_run_id
FROM {{rows}}
JOIN label l ON l.label = r.label
