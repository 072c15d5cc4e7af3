-- The campaign types of the configuration and of campaign_types. For each column, the last value that is not null
-- counts; the configuration comes first.
CREATE OR REPLACE TEMP TABLE verify_campaign_type AS
WITH said AS (
  SELECT 0 AS row_number, name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts,
    priority, active
  FROM verify_configured_campaign_type
  UNION ALL
  SELECT row_number, name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts,
    priority, active
  FROM source_campaign_types
)
SELECT
  name,
  arg_max(respect_exclusion_windows, row_number) AS respects,
  arg_max(enable_followups, row_number) AS followups,
  arg_max(days_before_event, row_number) AS days_before,
  arg_max(target_all_contacts, row_number) AS targets_all,
  arg_max(priority, row_number) AS priority,
  coalesce(arg_max(active, row_number), true) AS active
FROM said
GROUP BY name
