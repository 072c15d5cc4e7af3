-- The hash of one row for the checksum. It covers every column except the run id. The sum of the hashes does not depend
-- on the order of rows or files. The columns that many rows share are hashed once for each label (text_hash). An ENUM
-- is hashed as the position of its value.
hash(contact_id, org_id, scheduled_send_date, send_at, status, skip_reason, priority, campaign_instance_id, event_date,
  ideal_send_date, moved_by, parent_schedule_id, text_hash)
