-- One row's part of the checksum: every column but the run id. Sums of it are independent of order and files. ENUMs count as
-- their text.
hash(contact_id, org_id, email_type::VARCHAR, scheduled_send_date, scheduled_send_time::VARCHAR, send_at, status::VARCHAR,
  skip_reason::VARCHAR, priority, campaign_instance_id, email_template::VARCHAR, sms_template::VARCHAR, event_date,
  ideal_send_date, moved_by::VARCHAR, parent_schedule_id, metadata)
