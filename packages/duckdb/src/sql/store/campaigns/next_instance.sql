-- An id above all that instances have had, as history and the log know them, and that no enrolment names: those of an instance
-- that is gone must not become another's.
WITH last AS (
  SELECT coalesce(max(id), 0) AS id
  FROM (
    SELECT max(id) AS id FROM campaign_instances
    UNION ALL SELECT max(campaign_instance_id) FROM email_schedules
    UNION ALL SELECT max(campaign_instance_id) FROM campaign_change_log
  )
)
SELECT min(id) AS id
FROM (
  SELECT id + 1 AS id FROM last
  UNION ALL
  SELECT campaign_instance_id + 1 FROM contact_campaigns, last WHERE campaign_instance_id > last.id
)
WHERE id NOT IN (SELECT campaign_instance_id FROM contact_campaigns)
