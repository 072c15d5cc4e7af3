-- The campaign emails by contact, instance and trigger date. They come from the enrolments that take part, and from the
-- instances that target all contacts. Such an instance includes every contact that has no enrolment row for it.
CREATE OR REPLACE TEMP TABLE verify_enrolment AS
WITH written AS (
  SELECT contact_id, campaign_instance_id, trigger_date, coalesce(status, 'pending') AS status
  FROM source_contact_campaigns
  SEMI JOIN verify_contact ON verify_contact.id = contact_id
  WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
)
SELECT DISTINCT w.contact_id, i.id AS instance_id, coalesce(w.trigger_date, i.active_start_date) AS trigger_date
FROM written w
JOIN verify_campaign_instance i ON i.id = w.campaign_instance_id
WHERE i.takes_part
  AND w.status IN ('pending', 'scheduled')
  AND coalesce(w.trigger_date, i.active_start_date) IS NOT NULL
UNION ALL
SELECT c.id, i.id, i.active_start_date
FROM verify_contact c
JOIN verify_campaign_instance i ON i.org_id IS NULL OR i.org_id = c.org_id
ANTI JOIN written w ON w.contact_id = c.id AND w.campaign_instance_id = i.id
WHERE i.takes_part AND i.targets_all
