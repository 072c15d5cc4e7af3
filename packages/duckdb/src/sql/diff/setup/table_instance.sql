-- The campaign instances, with which runs have emails of them.
CREATE OR REPLACE TEMP TABLE diff_instance AS
SELECT campaign_instance_id AS id, bool_or(run = 'a') AS in_a, bool_or(run = 'b') AS in_b
FROM (
  SELECT DISTINCT 'a' AS run, campaign_instance_id FROM a_schedules WHERE is_campaign(email_type)
  UNION ALL
  SELECT DISTINCT 'b' AS run, campaign_instance_id FROM b_schedules WHERE is_campaign(email_type)
)
GROUP BY ALL
