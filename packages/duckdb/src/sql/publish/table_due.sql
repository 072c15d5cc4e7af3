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
  metadata
FROM (
  SELECT
    contact_id, org_id, scheduled_send_date, send_at, event_date, ideal_send_date, parent_schedule_id, metadata,
    {{kind_hash}} AS kind_hash
  FROM {{files}}
)
JOIN (SELECT kind, kind_hash FROM publish_due_kind) USING (kind_hash)
JOIN publish_due_org USING (org_id)
ORDER BY org, day, contact_id, kind, (hash(ideal_send_date, event_date, parent_schedule_id) >> 33)::INTEGER
