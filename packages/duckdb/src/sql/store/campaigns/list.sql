-- All instances as they are stored, with the numbers of their enrolments and emails. Contacts who are targeted without
-- an enrolment of their own are not counted as enrolled.
WITH enrolment AS (
  SELECT campaign_instance_id AS id, count(*) FILTER (coalesce(status, 'pending') IN ('pending', 'scheduled')) AS enrolled
  FROM contact_campaigns
  GROUP BY ALL
), email AS (
  SELECT campaign_instance_id AS id,
    count(*) FILTER (status IN ('scheduled', 'processing', 'sent', 'delivered')) AS sent,
    count(*) FILTER (status = 'pre-scheduled') AS planned
  FROM email_schedules
  WHERE campaign_instance_id IS NOT NULL AND starts_with(email_type, 'campaign_')
  GROUP BY ALL
)
SELECT i.id, i.campaign_type, i.instance_name, i.active_start_date::VARCHAR AS active_start_date,
  i.active_end_date::VARCHAR AS active_end_date, i.org_id, i.email_template, i.sms_template, i.metadata,
  coalesce(e.enrolled, 0)::INTEGER AS enrolled, coalesce(m.sent, 0)::INTEGER AS sent,
  coalesce(m.planned, 0)::INTEGER AS planned,
  (SELECT count(*)::INTEGER FROM campaign_change_log c
    WHERE c.requires_rescheduling AND c.rescheduled_by IS NULL AND c.undone_by IS NULL
      AND (c.campaign_instance_id = i.id OR c.campaign_instance_id IS NULL AND c.campaign_type = i.campaign_type)) AS unplanned_changes
FROM campaign_instances i
LEFT JOIN enrolment e ON e.id = i.id
LEFT JOIN email m ON m.id = i.id
ORDER BY i.id
