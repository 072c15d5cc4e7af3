SELECT
  NULL::BIGINT AS id, contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id,
  NULL::DATE AS actual_send_datetime, NULL::BIGINT AS parent_schedule_id
FROM sim_plan
