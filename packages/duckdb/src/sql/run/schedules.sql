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
  {{run_id}} AS scheduler_run_id
FROM decision() r
JOIN label l ON l.label = r.label
-- add_row_hash sums the hashes and returns true for every row.
WHERE add_row_hash({{row_hash}})
