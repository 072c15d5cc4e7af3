WITH disputed AS (
  SELECT
    contact_id,
    email_type,
    due_found(due_status || coalesce(' (' || due_reason || ')', ''), status || coalesce(' (' || reason || ')', ''))
      AS detail
  FROM verify_matched
  WHERE dispute = 'campaign_conflict'
)
FROM disputed
UNION ALL
SELECT contact_id, any_value(email_type), count(*) || ' campaign emails on ' || day
FROM verify_matched
ANTI JOIN disputed USING (contact_id)
WHERE found AND status = 'pre-scheduled' AND is_campaign(email_type)
GROUP BY contact_id, day
HAVING count(*) > 1
