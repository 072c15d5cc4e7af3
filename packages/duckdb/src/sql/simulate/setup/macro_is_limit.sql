-- Whether an email was skipped by a limit of its contact. The plan counts such emails all the same: it knows no contacts.
CREATE OR REPLACE TEMP MACRO sim_is_limit(skip_reason) AS
  coalesce(skip_reason IN ('campaign_conflict', 'frequency_limit', 'superseded'), false)
