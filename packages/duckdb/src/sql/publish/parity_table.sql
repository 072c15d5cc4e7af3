-- Every decision of a run as one line, by shard. The values are in the order of the columns of a schedule row.
CREATE TABLE parity_line AS
SELECT publish_shard(contact_id, {{shards}}) AS shard, contact_id,
  concat_ws(chr(31), contact_id, org_id, email_type, scheduled_send_date, scheduled_send_time,
    strftime(send_at, '%Y-%m-%dT%H:%M:%SZ'), status, coalesce(skip_reason::VARCHAR, chr(30)), priority,
    coalesce(campaign_instance_id::VARCHAR, chr(30)), coalesce(email_template::VARCHAR, chr(30)),
    coalesce(sms_template::VARCHAR, chr(30)), coalesce(event_date::VARCHAR, chr(30)), ideal_send_date,
    coalesce(moved_by::VARCHAR, chr(30)), coalesce(parent_schedule_id::VARCHAR, chr(30)),
    coalesce(metadata, chr(30)), scheduler_run_id) AS line
FROM {{files}}
ORDER BY shard
