-- The contacts of a list, and what becomes of each.
CREATE OR REPLACE TEMP TABLE enrol_list AS
WITH listed AS (
  SELECT row_number, contact_id, coalesce(trigger_date, $trigger_date::DATE) AS trigger_date, coalesce(status, $status) AS status,
    metadata, trigger_date IS NULL AND trim(coalesce(trigger_date_text, '')) <> '' AS unreadable,
    min(row_number) OVER (PARTITION BY contact_id) AS first
  FROM source_contact_campaigns
)
SELECT l.* EXCLUDE (unreadable, first),
  CASE
    WHEN l.contact_id IS NULL THEN 'invalid_contact_id'
    WHEN l.contact_id NOT IN (SELECT id FROM contacts) THEN 'unknown_contact'
    WHEN unreadable THEN 'invalid_trigger_date'
    WHEN l.row_number > first THEN 'duplicate'
    WHEN EXISTS (
      SELECT 1 FROM contact_campaigns e
      WHERE e.contact_id = l.contact_id AND e.campaign_instance_id = $instance::BIGINT AND e.status IS NOT DISTINCT FROM l.status
        AND (l.status = 'cancelled' OR
          (e.trigger_date IS NOT DISTINCT FROM l.trigger_date AND e.metadata IS NOT DISTINCT FROM l.metadata))
    ) THEN 'unchanged'
    WHEN l.status = 'cancelled' AND NOT EXISTS (
      SELECT 1 FROM contact_campaigns e WHERE e.contact_id = l.contact_id AND e.campaign_instance_id = $instance::BIGINT
    ) THEN 'not_enrolled'
    ELSE 'take'
  END AS outcome
FROM listed l
