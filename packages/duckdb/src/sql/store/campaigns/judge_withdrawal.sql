-- The rows of a list of contacts to withdraw, each with its outcome: `take`, `unchanged`, or the reason why it is
-- rejected. Only the contact ids of the list are read.
CREATE OR REPLACE TEMP TABLE enrol_list AS
WITH enrolled AS (
  SELECT contact_id, bool_and(status IS NOT DISTINCT FROM 'cancelled') AS withdrawn
  FROM contact_campaigns
  WHERE campaign_instance_id = $instance::BIGINT
  GROUP BY contact_id
)
SELECT l.row_number, l.contact_id, NULL::DATE AS trigger_date, 'cancelled' AS status, NULL::VARCHAR AS metadata, CASE
  WHEN l.contact_id IS NULL THEN 'invalid_contact_id'
  WHEN e.contact_id IS NULL AND l.contact_id NOT IN (SELECT id FROM contacts) THEN 'unknown_contact'
  WHEN e.contact_id IS NULL AND NOT $targets_all::BOOLEAN THEN 'not_enrolled'
  WHEN row_number() OVER (PARTITION BY l.contact_id ORDER BY l.row_number) > 1 THEN 'duplicate'
  WHEN e.withdrawn THEN 'unchanged'
  ELSE 'take'
END AS outcome
FROM source_contact_campaigns l
LEFT JOIN enrolled e ON e.contact_id = l.contact_id
