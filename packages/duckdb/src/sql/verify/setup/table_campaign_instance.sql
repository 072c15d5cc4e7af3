-- The campaign instances with the behaviour of their type. Their metadata overrides it.
CREATE OR REPLACE TEMP TABLE verify_campaign_instance AS
WITH read AS (
  SELECT *, CASE WHEN json_valid(metadata) THEN metadata END AS overrides FROM source_campaign_instances
)
SELECT
  i.id,
  'campaign_' || i.campaign_type AS email_type,
  i.instance_name,
  i.email_template,
  i.sms_template,
  i.active_start_date,
  i.active_end_date,
  i.org_id,
  t.targets_all,
  t.active
    AND coalesce(i.active_start_date <= getvariable('as_of'), true)
    AND coalesce(getvariable('as_of') <= i.active_end_date, true) AS takes_part,
  coalesce((overrides ->> '$.respect_exclusion_windows')::BOOLEAN, t.respects) AS respects,
  coalesce((overrides ->> '$.enable_followups')::BOOLEAN, t.followups) AS followups,
  coalesce((overrides ->> '$.days_before_event')::DOUBLE::INTEGER, t.days_before) AS days_before,
  coalesce((overrides ->> '$.priority')::DOUBLE::INTEGER, t.priority) AS priority,
  overrides ->> '$.followup_email_template' AS followup_email_template,
  overrides ->> '$.followup_sms_template' AS followup_sms_template
FROM read i
JOIN verify_campaign_type t ON t.name = i.campaign_type
