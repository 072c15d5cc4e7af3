-- Whether an email was skipped by a limit of its contact. The plan still counts such emails, because it does not know
-- the contacts of emails.
CREATE OR REPLACE TEMP MACRO sim_is_limit(skip_reason) AS
  coalesce(skip_reason IN ('campaign_conflict', 'frequency_limit', 'superseded'), false)
