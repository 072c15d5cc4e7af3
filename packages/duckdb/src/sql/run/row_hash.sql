-- One row's part of the checksum: every column but the run id. Sums of it are independent of order and files. The columns
-- that say the same of many rows are hashed together, once a label; ENUMs count as their position.
hash(contact_id, org_id, scheduled_send_date, send_at, status, skip_reason, priority, campaign_instance_id, event_date,
  ideal_send_date, moved_by, parent_schedule_id, text_hash)
