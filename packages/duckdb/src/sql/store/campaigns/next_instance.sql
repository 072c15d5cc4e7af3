-- An id for a new instance. It is above all ids of instances, also of former ones in history and in the change log, and
-- no enrolment has it. Otherwise the emails and enrolments of a former instance would belong to the new one.
-- The change log also notes enrolments that name an instance that never was: they have no campaign type.
WITH last AS (
  SELECT coalesce(max(id), 0) AS id
  FROM (
    SELECT max(id) AS id FROM campaign_instances
    UNION ALL SELECT max(campaign_instance_id) FROM email_schedules
    UNION ALL SELECT max(campaign_instance_id) FROM campaign_change_log WHERE campaign_type IS NOT NULL
  )
)
SELECT min(id) AS id
FROM (
  SELECT id + 1 AS id FROM last
  UNION ALL
  SELECT campaign_instance_id + 1 FROM contact_campaigns, last WHERE campaign_instance_id > last.id
)
WHERE id NOT IN (SELECT campaign_instance_id FROM contact_campaigns)
