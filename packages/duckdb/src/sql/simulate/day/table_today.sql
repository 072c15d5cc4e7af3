-- The rows of the day's run. All types of follow-ups are one kind, because the engagement of a contact changes the type
-- of a planned follow-up.
CREATE OR REPLACE TEMP TABLE sim_today AS
SELECT *, CASE WHEN starts_with(email_type, 'followup_') THEN 'followup' ELSE email_type END AS kind
FROM {{files}}
