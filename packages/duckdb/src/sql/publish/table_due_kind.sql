-- The combinations of values that many rows of the run share, numbered.
CREATE TABLE publish_due_kind AS
SELECT
  (row_number() OVER (
    ORDER BY email_type, status, skip_reason, priority, campaign_instance_id, email_template, sms_template, moved_by,
      scheduled_send_time
  ) - 1)::INTEGER AS kind,
  *
FROM (
  SELECT DISTINCT
    {{kind_hash}} AS kind_hash,
    email_type, status, skip_reason, priority, campaign_instance_id, email_template, sms_template, moved_by,
    scheduled_send_time
  FROM {{files}}
)
