-- Follow-ups of some of the emails sent in the last eleven weeks, two days after them. Wellness checks have none.
CREATE VIEW sent_followup AS
SELECT
  id + 8 AS id,
  contact_id,
  CASE
    WHEN draw(id, 'behaviour', 100) < 60 THEN 'followup_1_cold'
    WHEN draw(id, 'behaviour', 100) < 85 THEN 'followup_2_clicked_no_hq'
    WHEN draw(id, 'behaviour', 100) < 95 THEN 'followup_3_hq_no_yes'
    ELSE 'followup_4_hq_with_yes'
  END AS email_type,
  campaign_instance_id,
  event_date,
  scheduled_send_date + 2 AS scheduled_send_date,
  CASE WHEN draw(id, 'follow-up failed', 100) < 4 THEN 'failed' ELSE 'delivered' END AS status,
  id AS parent_schedule_id
FROM sent
WHERE status IN ('sent', 'delivered')
  AND email_type <> 'campaign_wellness_check'
  AND scheduled_send_date BETWEEN getvariable('as_of') - 77 AND getvariable('as_of') - 3
  AND draw(id, 'follow-up', 100) < 12
