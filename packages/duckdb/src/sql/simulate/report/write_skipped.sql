COPY (
  SELECT * EXCLUDE (kind) FROM sim_skipped ORDER BY scheduled_send_date, contact_id, email_type, campaign_instance_id,
    event_date, parent_schedule_id
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
