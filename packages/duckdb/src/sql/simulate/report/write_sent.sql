COPY (
  SELECT * EXCLUDE (id, kind) FROM sim_sent ORDER BY sent_date, contact_id, email_type, campaign_instance_id, event_date,
    parent_schedule_id
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
