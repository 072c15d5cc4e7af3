WITH history AS (
  FROM sent
  UNION ALL BY NAME FROM sent_followup
  UNION ALL BY NAME FROM planned
)
SELECT
  id,
  contact_id,
  email_type,
  scheduled_send_date,
  status,
  CASE WHEN draw(id, 'no event date', 100) >= 10 THEN event_date END AS event_date,
  campaign_instance_id,
  CASE WHEN status IN ('sent', 'delivered')
    THEN scheduled_send_date + TIME '08:30:00' + to_seconds(draw(id, 'second', 60))
  END AS actual_send_datetime,
  parent_schedule_id
FROM history
