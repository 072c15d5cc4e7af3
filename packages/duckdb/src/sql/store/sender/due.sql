-- The store keeps times in UTC without a zone. The output has the zone, so that other programs
-- read the times correctly.
SELECT id, contact_id, org_id, email_type, scheduled_send_date, scheduled_send_time, timezone('UTC', send_at) AS send_at, status, priority,
  campaign_instance_id, email_template, sms_template, event_date, parent_schedule_id, metadata, claimed_by, timezone('UTC', claimed_at) AS claimed_at
FROM email_schedules
WHERE {{rows}}
ORDER BY priority, id
{{limit}}
