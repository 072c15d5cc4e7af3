-- One row's part of the checksum: every column but the run id. Sums of it are independent of order and files.
hash(contact_id, org_id, email_type, scheduled_send_date, scheduled_send_time, send_at, status, skip_reason, priority,
  campaign_instance_id, email_template, sms_template, event_date, ideal_send_date, moved_by, parent_schedule_id, metadata)
