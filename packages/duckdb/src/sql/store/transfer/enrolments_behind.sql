-- Enrolments in instances that stay behind, unless the store has the instance already.
INSERT INTO import_reject
SELECT 'contact_campaigns', row_number, {{reason}}
FROM source_contact_campaigns
WHERE contact_id IS NOT NULL AND campaign_instance_id IN ({{ids}})
  AND campaign_instance_id NOT IN (SELECT id FROM campaign_instances)
