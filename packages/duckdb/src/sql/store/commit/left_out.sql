-- The positions of planned rows that are not written to the store. If the event date of a taken email is unknown, every
-- planned row that could be this email is left out. A row that is left out wrongly comes back with the next run,
-- whereas a duplicate would be sent.
CREATE OR REPLACE TEMP TABLE commit_left_out AS
WITH planned AS (
  SELECT {{position}} AS position, contact_id, email_type, campaign_instance_id, parent_schedule_id, event_date, ideal_send_date,
    status
  FROM {{planned}}
)
SELECT position FROM planned SEMI JOIN commit_gone USING (contact_id)
UNION
SELECT position FROM planned SEMI JOIN commit_suppressed USING (contact_id) WHERE status = 'pre-scheduled'
UNION
SELECT p.position
FROM planned p
JOIN commit_taken t ON t.contact_id = p.contact_id
WHERE p.status = 'pre-scheduled' AND CASE
  WHEN p.parent_schedule_id IS NOT NULL THEN t.parent_schedule_id = p.parent_schedule_id
  ELSE t.email_type = p.email_type AND t.campaign_instance_id IS NOT DISTINCT FROM p.campaign_instance_id
    AND CASE
      WHEN t.event_date IS NOT NULL THEN t.event_date = p.event_date
      WHEN p.campaign_instance_id IS NOT NULL THEN true
      ELSE t.sent_on BETWEEN p.ideal_send_date - 60 AND greatest(p.event_date, p.ideal_send_date + 30)
    END
END
