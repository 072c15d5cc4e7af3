-- Records for each email the day for which it is planned first.
INSERT INTO sim_announced
SELECT contact_id, kind, event_date, campaign_instance_id, parent_schedule_id, day
FROM (
  SELECT contact_id, kind, event_date, campaign_instance_id, parent_schedule_id, scheduled_send_date AS day
  FROM sim_new
  WHERE status = 'pre-scheduled'
  UNION ALL
  SELECT contact_id, kind, event_date, campaign_instance_id, parent_schedule_id, new_date
  FROM sim_change
  WHERE status = 'skipped' AND new_status = 'pre-scheduled'
) a
WHERE NOT EXISTS (FROM sim_announced b WHERE {{same}})
